"""Turn Chinese government plans into a knowledge graph whose every statement leads back to the text."""

__version__ = "0.1.0"

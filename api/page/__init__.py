"""The web page and the API manual: static files of this package, served by the same process."""

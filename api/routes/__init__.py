"""The JSON routes: they translate between the web and the use cases."""

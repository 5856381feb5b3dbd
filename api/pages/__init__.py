"""The pages: rendered on the server, whole without any script."""

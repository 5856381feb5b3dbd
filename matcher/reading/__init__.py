"""From text to frozen values: catalogue files and household lines, each fault with its place."""

"""The shapes of the JSON that goes in and out, for the OpenAPI document and small bodies."""

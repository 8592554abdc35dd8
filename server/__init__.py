"""What wraps the app when it is served: compression, headers, first paint, previews, the data API."""

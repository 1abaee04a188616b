"""What a captured answer proves: challenges, error codes wherever servers put them, texts of gateways and clients."""

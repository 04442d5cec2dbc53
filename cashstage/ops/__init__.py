"""Operating the product: embedded servers, processes, frontend build, health and doctor."""

"""Small organizations, odd in every way that Azure DevOps allows, as hypothesis plans them."""

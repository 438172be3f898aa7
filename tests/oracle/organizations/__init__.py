"""Small random organizations with every irregularity that Azure DevOps allows, planned by hypothesis."""

-- An organization that has lost all of something has lost it in the input too.
{%- set of_selected_projects = "project_id in (select project_id from " ~ ref("int_projects") ~ " where is_selected)" %}
{%- set of_teams = "team_id in (select team_id from " ~ ref("int_teams") ~ ")" %}
{%- set of_authority = "platform in (select authority_platform from " ~ ref("stg_run__run_context") ~ ")" %}
{%- set until_as_of = "changed_at <= (select as_of from " ~ ref("stg_run__run_context") ~ ")" %}
{{ empty_tables([
    ("accounts", "stg_azure_devops__user_entitlements", "true"),
    ("accounts", "stg_rosters__roster_accounts", "true"),
    ("artifact_links", "int_artifact_links", "true"),
    ("backlog_aging", "int_open_work_items", "true"),
    ("change_evidence", "int_change_evidence", "true"),
    ("cycle_times", "int_cycle_times", "true"),
    ("dependency_links", "int_dependencies", "true"),
    ("extraction_coverage", "stg_run__coverage", "true"),
    ("findings", "int_findings_previous", "true"),
    ("flow_daily", "int_flow_daily", "true"),
    ("int_work_items", "stg_azure_devops__work_item_revisions", until_as_of),
    ("iterations", "stg_azure_devops__classification_nodes", "structure_type = 'iteration' and " ~ of_selected_projects),
    ("match_candidates", "int_match_candidates", "true"),
    ("membership_gaps", "int_membership_gaps", "true"),
    ("people", "stg_rosters__roster_accounts", of_authority),
    ("project_health", "int_project_health", "true"),
    ("project_health_history", "int_project_health", "true"),
    ("project_members", "int_project_members", "true"),
    ("projects", "stg_azure_devops__projects", "is_selected"),
    ("rule_runs", "rule_catalogue", "true"),
    ("rules", "rule_catalogue", "true"),
    ("runs", "rule_catalogue", "true"),
    ("team_iterations", "stg_azure_devops__team_iterations", of_teams),
    ("team_members", "int_team_members", "true"),
    ("teams", "stg_azure_devops__teams", of_selected_projects),
    ("thresholds", "stg_rosters__thresholds", "true"),
    ("velocity", "int_velocity", "true"),
    ("velocity_items", "int_velocity_items", "true"),
    ("waivers", "stg_rosters__waivers", "true"),
    ("work_item_links", "int_links", "is_selected"),
    ("work_item_revisions", "int_work_items", "is_selected"),
    ("work_items", "int_work_items", "is_selected"),
]) }}

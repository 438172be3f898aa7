{{ health_baselines('project_id', source('history', 'project_health_history')) }}

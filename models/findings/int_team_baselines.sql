{{ health_baselines('team_id', source('history', 'team_health_history')) }}

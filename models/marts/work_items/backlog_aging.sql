select * from {{ ref('int_backlog_aging') }}

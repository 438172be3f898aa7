select calendar_date as date
from {{ ref('stg_run__calendar_days') }}

select * from {{ ref('int_findings') }}

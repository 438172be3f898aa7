select * from {{ ref('int_extraction_coverage') }}

select * from {{ ref('int_people') }}

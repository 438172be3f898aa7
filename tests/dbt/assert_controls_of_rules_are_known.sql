-- A rule names a control that is not in control_catalogue.csv.
with

named as (

    select
        rule_id,
        {{ explode_text('controls', ',') }} as control_id
    from {{ ref('rules') }}

)

select named.*
from named
left join {{ ref('control_catalogue') }} as control_catalogue on named.control_id = control_catalogue.control_id
where control_catalogue.control_id is null

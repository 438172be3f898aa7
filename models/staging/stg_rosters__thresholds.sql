with

source as (

    select * from {{ source('raw', 'thresholds') }}

),

final as (

    select
        line_number,
        rule_id,
        project_id,
        team_id,
        segment,
        lower(segment) as segment_key,
        {{ rule_scope('team_id', 'project_id') }} as scope_id,
        parameter,
        value as parameter_value
    from source

)

select * from final

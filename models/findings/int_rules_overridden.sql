with

thresholds as (

    select * from {{ ref('stg_rosters__thresholds') }}

),

final as (

    select
        rule_id,
        scope_id,
        {{ rule_parameters_of_group() }}
    from thresholds
    group by rule_id, scope_id

)

select * from final

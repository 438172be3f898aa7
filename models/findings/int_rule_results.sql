with

results as (

    {{ union_rules() }}

),

final as (

    select
        results.*,
        rule_catalogue.subject_type,
        {{ subject_uid('rule_catalogue.subject_type', 'results') }} as subject_uid
    from results
    left join {{ ref('rule_catalogue') }} as rule_catalogue on results.rule_id = rule_catalogue.rule_id

)

select * from final

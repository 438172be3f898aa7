with

results as (

    select
        results.*,
        items.work_item_id as located_item_id,
        coalesce(results.project_id, items.project_id) as located_project_id
    from {{ ref('int_rule_results') }} as results
    left join {{ ref('int_work_items') }} as items
        on coalesce(results.responsible_item_id, results.work_item_id) = items.work_item_id

),

-- For the rules that aggregate, the number of subjects that they evaluated in a project.
evaluated as (

    select
        results.rule_id,
        results.located_project_id,
        count(*) as evaluated_count
    from results
    inner join {{ ref('int_rules_scoped') }} as rules
        on results.rule_id = rules.rule_id and results.located_project_id = rules.scope_id
    where rules.aggregates
    group by
        results.rule_id,
        results.located_project_id

),

violations as (

    select
        results.*,
        evaluated.evaluated_count,
        results.located_project_id || '/' || results.rule_id as aggregate_uid,
        evaluated.rule_id is not null and {{ severity_id('results.severity') }} <= 3 as is_candidate
    from results
    left join evaluated
        on results.rule_id = evaluated.rule_id and results.located_project_id = evaluated.located_project_id
    where results.severity is not null

),

-- A waiver of single subjects keeps them apart. One that matches the aggregate as well applies to the aggregate.
waived as (

    select
        violations.rule_id,
        violations.subject_uid
    from violations
    inner join {{ ref('int_waivers') }} as waivers
        on
            {{ is_waived('violations.rule_id', 'violations.subject_uid') }}
            and not {{ is_project_waived('violations.rule_id', 'violations.located_project_id') }}
    where violations.is_candidate and not waivers.is_expired and waivers.segment_key is null
    union distinct
    select
        violations.rule_id,
        violations.subject_uid
    from violations
    inner join {{ ref('int_work_item_segments') }} as segments on violations.work_item_id = segments.work_item_id
    inner join {{ ref('int_waivers') }} as waivers
        on
            lower(segments.segment) = waivers.segment_key
            and {{ is_waived('violations.rule_id', 'violations.subject_uid') }}
    where violations.is_candidate and not waivers.is_expired

),

candidates as (

    select
        violations.*,
        count(*) over (partition by violations.aggregate_uid) as violation_count,
        row_number() over (
            partition by violations.aggregate_uid
            order by violations.located_item_id, violations.subject_uid
        ) as position
    from violations
    left join waived on violations.rule_id = waived.rule_id and violations.subject_uid = waived.subject_uid
    where violations.is_candidate and waived.rule_id is null

),

members as (

    select
        *,
        1.0 * violation_count / evaluated_count as share
    from candidates
    where violation_count >= {{ fewest_aggregated() }} and violation_count > evaluated_count * {{ aggregated_share() }}

),

final as (

    select
        violations.rule_id,
        violations.subject_type,
        violations.subject_uid,
        members.rule_id is not null as is_superseded,
        false as is_aggregate,
        {{ rule_columns_of('violations') }}
    from violations
    left join members on violations.rule_id = members.rule_id and violations.subject_uid = members.subject_uid
    union all
    select
        rule_id,
        'project' as subject_type,
        aggregate_uid as subject_uid,
        false as is_superseded,
        true as is_aggregate,
        {{ aggregate_columns() }}
    from members
    group by
        rule_id,
        aggregate_uid,
        located_project_id,
        violation_count,
        evaluated_count,
        share

)

select * from final

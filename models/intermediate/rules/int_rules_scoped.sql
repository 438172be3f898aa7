with

of_teams as (

    select * from {{ ref('int_rules_of_teams') }}

),

segment_scopes as (

    select * from {{ ref('int_segment_scopes') }}

),

-- Of the lines for several segments of one item, the first one is valid.
lines as (

    select
        segment_scopes.scope_id,
        lines.rule_id,
        lines.parameter,
        lines.parameter_value
    from segment_scopes
    inner join {{ ref('stg_rosters__thresholds') }} as lines on segment_scopes.segment_key = lines.segment_key
    qualify row_number() over (
        partition by segment_scopes.scope_id, lines.rule_id, lines.parameter order by lines.line_number
    ) = 1

),

of_segments as (

    select
        rule_id,
        scope_id,
        {{ rule_parameters_of_group() }}
    from lines
    group by rule_id, scope_id

),

scopes as (

    select distinct
        scope_id,
        outer_scope_id
    from segment_scopes

),

final as (

    select
        of_teams.scope_id,
        of_teams.rule_id,
        {{ rule_parameters_from(["of_teams"]) }}
    from of_teams
    union all
    select
        scopes.scope_id,
        of_teams.rule_id,
        {{ rule_parameters_from(["of_segments", "of_teams"]) }}
    from scopes
    inner join of_teams on scopes.outer_scope_id = of_teams.scope_id
    left join of_segments on scopes.scope_id = of_segments.scope_id and of_teams.rule_id = of_segments.rule_id

)

select * from final

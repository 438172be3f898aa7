with

portfolio_items as (

    select
        project_id,
        coalesce(team_id, '') as team_id,
        case when is_done then 1 else 0 end as completed_items,
        case when not is_done then percent_complete / 100.0 end as percent_complete
    from {{ ref('int_portfolio_progress') }}
    union all
    select
        project_id,
        team_id,
        0 as completed_items,
        null as percent_complete
    from {{ ref('int_metric_scopes') }}

),

totals as (

    select
        run_context.as_of_date as date,
        portfolio_items.project_id,
        portfolio_items.team_id,
        sum(portfolio_items.completed_items) as completed_items,
        cast(sum({{ exact('portfolio_items.percent_complete') }}) as double) as percents_complete,
        count(portfolio_items.percent_complete) as measured_items
    from portfolio_items
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by
        run_context.as_of_date,
        portfolio_items.project_id,
        portfolio_items.team_id

),

final as (

    {{ metric_rows('totals', {
        'completed_portfolio_items': 'completed_items',
        'portfolio_percent_complete': ['percents_complete', 'measured_items'],
    }) }}

)

select * from final

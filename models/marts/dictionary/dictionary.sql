with

columns_of_tables as (

    select listed.*
    from (
        values
        {{ dictionary_rows() }}
    ) as listed (table_name, column_name, data_type, description, is_key, references_table, is_additive)

),

final as (

    select
        columns_of_tables.*,
        run_context.organization,
        run_context.as_of
    from columns_of_tables
    cross join {{ ref('stg_run__run_context') }} as run_context

)

select * from final

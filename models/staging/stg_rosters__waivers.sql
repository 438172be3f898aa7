with

source as (

    select * from {{ source('raw', 'waivers') }}

),

platforms as (

    select lower(platform) as platform_key from {{ source('raw', 'platforms') }}
    union
    select 'azure_devops' as platform_key

),

people as (

    select lower({{ own_person_id() }}) as person_key
    from {{ source('raw', 'roster_accounts') }}
    group by lower({{ own_person_id() }})

),

naming_ids as (

    {{ ids_that_name(source('raw', 'roster_accounts')) }}

),

parts as (

    select
        *,
        {{ replace_pattern('subject_uid', '/.*$', "''") }} as first_part,
        {{ replace_pattern('subject_uid', '^[^/]*/', "''") }} as after_first_part,
        {{ replace_pattern('subject_uid', '/[^/]*$', "''") }} as before_last_part,
        {{ replace_pattern('subject_uid', '^.*/', "''") }} as last_part
    from source

),

recognized as (

    select
        *,
        first_part <> subject_uid
        and lower(first_part) in (select platforms.platform_key from platforms) as is_account,
        lower(before_last_part) in (select people.person_key from people)
        or (last_part <> subject_uid and lower(last_part) in (select platforms.platform_key from platforms))
            as is_person,
        lower(after_first_part) in (select naming_ids.naming_id from naming_ids) as is_account_a_name,
        lower(before_last_part) in (select naming_ids.naming_id from naming_ids) as is_person_a_name
    from parts

),

final as (

    select
        line_number,
        rule_id,
        case
            when {{ is_number_or_guid('subject_uid') }} then subject_uid  -- of a work item or a team
            when is_account
                then first_part || '/' || {{ pseudonymous_pattern('after_first_part', 'is_account_a_name') }}
            when is_person
                then
                    {{ pseudonymous_pattern('before_last_part', 'is_person_a_name') }}
                    || case when last_part <> subject_uid then '/' || last_part else '' end
            else subject_uid
        end as subject_uid,
        reason,
        {{ pseudonym('owner') }} as owner_name,
        until as until_date,
        segment
    from recognized

)

select * from final

with

identities as (

    select * from {{ ref('int_identities_unentitled') }}

),

final as (

    select
        identity_id as account_uid,
        unique_name as username,
        mail as email_primary,
        display_name,
        'unknown' as account_status,
        case
            when split_part(descriptor, '.', 1) in ('aadsp', 'svc', 's2s', 'acs') then 'service'
            else 'human'
        end as account_type,
        false as is_guest_by_type,
        is_deleted_in_origin,
        cast(null as string) as license_code,
        false as is_license_paid,
        cast(null as string) as entra_object_id,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as last_sign_in_at
    from identities

)

select * from final

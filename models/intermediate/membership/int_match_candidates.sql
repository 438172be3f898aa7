with

reasons as (

    select * from {{ ref('int_match_reasons') }}

),

denied as (

    select * from {{ ref('stg_rosters__manual_links') }}
    where not is_same

),

confidences as (

    select listed.*
    from (
        values
        ('subaddress', 0.65),
        ('login', 0.6),
        ('name', 0.5),
        ('similar_name', 0.3)
    ) as listed (match_method, match_confidence)

),

-- The strongest reason for each account and person.
pairs as (

    select
        reasons.*,
        cast(confidences.match_confidence as double) as match_confidence
    from reasons
    inner join confidences on reasons.match_method = confidences.match_method
    left join denied
        on
            lower(reasons.platform) = denied.platform_key
            and reasons.account_uid_clear = denied.account_uid_clear
            and reasons.person_id_clear = denied.person_id_clear
    where denied.person_id_clear is null
    qualify row_number() over (
        partition by reasons.platform, reasons.account_uid_clear, reasons.person_id_clear
        order by confidences.match_confidence desc, reasons.match_evidence_clear asc
    ) = 1

),

ranked as (

    select
        *,
        row_number() over (
            partition by platform, account_uid_clear
            order by match_confidence desc, person_id_clear asc
        ) as candidate_rank,
        count(*) over (partition by platform, account_uid_clear) as candidate_count
    from pairs

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

people as (

    select * from {{ ref('int_people') }}

),

final as (

    select
        ranked.platform,
        ranked.account_uid,
        ranked.person_id,
        accounts.username,
        accounts.display_name,
        accounts.email_primary,
        people.display_name as person_name,
        people.email as person_email,
        people.employment_status,
        ranked.match_method,
        ranked.match_confidence,
        {{ pseudonym('ranked.match_evidence_clear') }} as match_evidence,
        ranked.candidate_rank,
        ranked.candidate_count,
        {{ csv_line(['ranked.platform', 'ranked.account_uid', 'ranked.person_id']) }} as manual_link
    from ranked
    inner join people on ranked.person_id = people.person_id
    inner join accounts
        on
            ranked.platform = accounts.platform
            and ranked.account_uid = accounts.account_uid
    where ranked.candidate_rank <= 3

)

select * from final

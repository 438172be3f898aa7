select
    family,
    count(*) filter (where severity = 'critical') as critical,
    count(*) filter (where severity = 'high') as high,
    count(*) filter (where severity = 'medium') as medium,
    count(*) filter (where severity = 'low') as low,
    count(*) filter (where severity = 'informational') as informational,
    count(*) as total
from findings
where is_open
group by family
order by total desc, family

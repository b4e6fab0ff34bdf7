select a.agreement_id, a.project_code, a.version, e.code as book, e.short_name as book_name, a.basis, a.signed_on, encode(a.file_sha256, 'hex') as file_sha256, a.note, a.is_demonstration,
       coalesce((select sum(p.weight_percent) from finance.agreement_party p where p.agreement_id = a.agreement_id), 0) as percent,
       t.lots, t.held_lots, t.households, t.weight_mu
from finance.agreement a
join finance.entity e using (book_id)
cross join lateral (
    select count(*)::int as lots, (count(*) filter (where x.held_for is not null))::int as held_lots, count(distinct x.payee_id)::int as households, coalesce(sum(x.weight), 0) as weight_mu
    from finance.agreement_lot x where x.agreement_id = a.agreement_id
) t
where @agreementId::bigint is null or a.agreement_id = @agreementId
order by a.project_code, a.version desc

with before as (
    select a.agreement_id, a.version from finance.agreement a where a.project_code = @project order by a.version desc limit 1
), opened as (
    insert into finance.agreement (project_code, version, book_id, basis, is_demonstration)
    select @project, 1 + coalesce((select b.version from before b), 0), e.book_id, @basis, e.is_demonstration
    from finance.entity e
    where e.code = @book
    returning agreement_id
), parties as (
    insert into finance.agreement_party (agreement_id, party, kind, weight_percent, payee_id)
    select o.agreement_id, p.party, p.kind, p.weight_percent, p.payee_id
    from opened o cross join before b join finance.agreement_party p on p.agreement_id = b.agreement_id
)
select o.agreement_id from opened o

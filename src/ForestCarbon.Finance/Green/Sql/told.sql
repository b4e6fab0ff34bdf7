select l.number, l.lender as party from finance.loan l where @kind = 'loan' and l.loan_id = @id
union all
select p.number, p.insurer from finance.policy p where @kind = 'policy' and p.policy_id = @id
union all
select s.document_number, '' from finance.subsidy s where @kind = 'subsidy' and s.subsidy_id = @id

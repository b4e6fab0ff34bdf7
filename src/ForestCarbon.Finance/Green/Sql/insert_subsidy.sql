insert into finance.subsidy (book_id, kind, document_number, granted_on, amount_fen, purpose, project_code, loan_id, policy_id, file_sha256, is_demonstration)
select e.book_id, @Kind, @DocumentNumber, @GrantedOn, @AmountFen, @Purpose, @ProjectCode, @LoanId, @PolicyId, @Sha256, @IsDemonstration
from finance.entity e
where e.code = @Book
returning subsidy_id

insert into finance.loan (book_id, number, kind, lender, principal_fen, annual_percent, signed_on, due_on, repayment, guarantor, subsidy_percent, subsidy_fund_id, risk_percent, risk_fund_id,
                          file_sha256, note, is_demonstration)
select e.book_id, @Number, @Kind, @Lender, @PrincipalFen, @AnnualPercent, @SignedOn, @DueOn, @Repayment, @Guarantor, @SubsidyPercent, @SubsidyFundId, @RiskPercent, @RiskFundId,
       @Sha256, @Note, @IsDemonstration
from finance.entity e
where e.code = @Book
returning loan_id

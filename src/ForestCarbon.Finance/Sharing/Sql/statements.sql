select l.village_code, l.village_name, n.payee, n.payee_name, n.part, n.basis, n.area_mu, n.amount_fen, n.held_for, n.payment, n.list_id, n.line, n.kept_fen
from finance.payable_list l
join finance.payable_line_v n using (list_id)
where l.run_id = @runId and l.state <> 'withdrawn'
    and (@townships::text[] is null or l.township_code = any (@townships))
    and (@village::text is null or l.village_code = @village)
order by l.village_code nulls last, n.payee, n.line

select kind, severity, count(*) as findings
from inventory.import_finding
where import_id = @importId
group by kind, severity
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, findings desc, kind

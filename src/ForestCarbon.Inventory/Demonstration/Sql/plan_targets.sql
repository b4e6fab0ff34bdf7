-- The county plan's figures on forests. Due dates: what the plan dates 2025 or to the end of the 14th five-year plan.
insert into inventory.plan_target (target_key, name_zh, name_en, value, unit, due, source, confidence, position)
values
    ('forest-land', '林地面积', 'Forest land', 170, 'wan_mu', null, '江永政发〔2023〕14号', 'S0', 1),
    ('forest-cover', '森林覆盖率', 'Forest cover', 70.15, 'percent', null, '江永政发〔2023〕14号', 'S0', 2),
    ('public-welfare', '生态公益林', 'Public-welfare forest', 74, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 3),
    ('natural-forest', '天然林保护', 'Natural-forest protection', 20, 'wan_mu', null, '江永政发〔2023〕14号', 'S0', 4),
    ('carbon-base', '速生工业原料木（碳汇林）基地', 'Fast-growing industrial timber (carbon) base', 50, 'wan_mu', null, '江永政发〔2023〕14号', 'S0', 5),
    ('xiangjiang-planting', '湘江源区人工造林', 'Planting, source of the Xiangjiang', 0.8, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 6),
    ('xiangjiang-improvement', '湘江源区森林质量提升', 'Forest improvement, source of the Xiangjiang', 3.5, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 7),
    ('xiangjiang-closure', '湘江源区封山育林', 'Closing for regeneration, source of the Xiangjiang', 1.5, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 8),
    ('closure', '封山育林', 'Closing for regeneration', 11, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 9),
    ('conversion', '低效林改造', 'Conversion of low-yield forest', 10, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 10),
    ('improvement', '森林质量提升', 'Forest quality improvement', 40, 'wan_mu', '2025-12-31', '江永政发〔2023〕14号', 'S0', 11);

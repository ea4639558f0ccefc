"""Words of the record for changes of the law."""

from awards.catalogue.differences import LABELS
from thidua import providers
from units.audit.actions import AREAS, WORDS

providers.action_labels.update(
    {
        "catalogue.add_award": "Thêm danh hiệu, hình thức",
        "catalogue.add_rule": "Lập quy định cho ngày chưa có",
        "catalogue.end_rule": "Ghi ngày hết hiệu lực",
        "catalogue.add_rule_set": "Thêm bộ quy định",
        "catalogue.renew_rule": "Lập quy định mới",
        "catalogue.withdraw_rule": "Rút quy định chưa có hiệu lực",
        "catalogue.add_salary": "Ghi mức lương cơ sở mới",
        "catalogue.add_rounding": "Ghi cách làm tròn mới",
        "catalogue.add_fund_share": "Ghi tỷ lệ chi tổ chức mới",
        "catalogue.withdraw_fund_share": "Rút tỷ lệ chi tổ chức chưa có hiệu lực",
        "catalogue.withdraw_salary": "Rút mức lương chưa có hiệu lực",
        "catalogue.withdraw_rounding": "Rút cách làm tròn chưa có hiệu lực",
    }
)
AREAS["catalogue"] = "Danh hiệu, quy định"
for name, words in LABELS.items():
    WORDS.setdefault(name, words)

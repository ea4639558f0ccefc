from thidua.enums import Chips


class PledgeState(Chips):
    DRAFT = "draft", "draft", "pencil", "Dự thảo"
    SIGNING = "signing", "info", "signature", "Đang ký"

using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// What each of the five plans says, and what it leaves open, as it comes back through <c>GET /plans/{id}</c>. Written from the
/// papers, not from the files: a path and what must stand there. Items of lists are found by their code.
/// </summary>
public sealed class WhenReadingPlans(Shared shared) : IClassFixture<Shared>
{
    private const string Open = "không quy định";

    private static readonly string[] Five = ["phan-dinh-phung-2025", "binh-minh-2024", "bac-giang-2024", "can-tho-2025", "tan-khai-2025"];

    [Fact]
    public Task Plan_000_Phan_Dinh_Phung() =>
        SaysAsync(
            "phan-dinh-phung-2025",
            """
            number = không quy định
            number.wording = Số: /KH-BCĐ
            date = không quy định
            date.wording = P. Phan Đình Phùng, ngày tháng năm 2024
            kind = ke-hoach
            paper.level = xa
            paper.levelWord = phường
            paper.place = thành phố Thái Nguyên, tỉnh Thái Nguyên
            signer = Trưởng ban – Chủ tịch UBND
            title = Phát động phong trào thi đua “Bảo vệ an ninh Tổ quốc” năm 2025
            theme = không quy định
            superior.number = 326/KH-BCĐ
            superior.date = 2024-12-24
            basis.124/2021/TT-BCA.date = 2021-12-28
            basis.510/QĐ-BCA-V05.date = 2022-01-20
            basis.07/2022/QĐ-UBND.date = 2022-04-19
            basis.21/2024/QĐ-UBND.date = 2024-07-25
            basis.21/2024/QĐ-UBND.relation = can-cu
            basis.09-CT/TW.clause = II.3
            basis.494/HD-BCĐ.date = 2021-03-30
            period.from = 2025-01-01
            period.to = 2025-12-31
            scope.clause = III.1
            rounds.# = 4
            rounds.dot-1.from = 2025-01-01
            rounds.dot-1.to = 2025-03-31
            rounds.dot-1.theme ~ Tết Nguyên đán Ất Tỵ
            rounds.dot-1.theme ~ 95 năm
            rounds.dot-1.theme ~ 77 năm
            rounds.dot-2.from = 2025-04-01
            rounds.dot-2.to = 2025-06-30
            rounds.dot-2.theme ~ 135 năm
            rounds.dot-2.theme ~ 50 năm
            rounds.dot-3.from = 2025-07-01
            rounds.dot-3.to = 2025-09-30
            rounds.dot-3.theme ~ 80 năm Cách mạng tháng Tám
            rounds.dot-3.theme ~ 20 năm
            rounds.dot-4.from = 2025-10-01
            rounds.dot-4.to = 2025-12-31
            rounds.dot-4.theme ~ hoàn thành vượt mức
            rounds.dot-4.clause = II.5
            types.theo-dot.clause = II.5, Lưu ý
            eligibility.luc-luong-co-so theo-dot.allowed = true
            eligibility.luc-luong-co-so dot-xuat = không quy định
            eligibility.luc-luong-co-so tong-ket = không quy định
            eligibility.co-quan theo-dot.allowed = false
            eligibility.co-quan dot-xuat.allowed = true
            eligibility.co-quan tong-ket.allowed = true
            eligibility.doanh-nghiep theo-dot.allowed = false
            eligibility.co-so-giao-duc tong-ket.allowed = true
            eligibility.cum-an-ninh theo-dot.allowed = false
            eligibility.quan-chung theo-dot.allowed = false
            eligibility.quan-chung dot-xuat.allowed = true
            eligibility.quan-chung dot-xuat.clause = II.5, Lưu ý
            eligibility.to-dan-pho theo-dot = không quy định
            eligibility.to-dan-pho dot-xuat = không quy định
            targets = không quy định
            forms = không quy định
            forms.fallback.text ~ 07/2022/QĐ-UBND
            components = không quy định
            components.fallback.text ~ 07/2022/QĐ-UBND
            copies = không quy định
            quotas = không quy định
            criteria = không quy định
            priorities = không quy định
            registers = không quy định
            duties.dang-ky-tt-124.by ~ 26 tổ dân phố
            duties.dang-ky-tt-124.by ~ Trạm y tế
            duties.dang-ky-tt-124.by ~ THCS
            duties.dang-ky-tt-124.to = không quy định
            duties.dang-ky-tt-124.timing.timing = chua-co-ngay
            duties.dang-ky-tt-124.clause = III.1
            duties.so-ket-dot.timing.timing = moi-dot
            duties.so-ket-dot.timing.offset = không quy định
            duties.so-ket-dot.to.office.name ~ Công an phường
            duties.so-ket-dot.to.office.function = cong-an
            duties.so-ket-dot.clause = III.2
            duties.tong-ket-nam.timing.timing = chua-co-ngay
            duties.tong-ket-nam.late = không quy định
            receivers.ve-cong-an-phuong.to.office.level = xa
            recognitions.an-toan-antt.window = không quy định
            recognitions.an-toan-antt.decidedBy = không quy định
            flags.so-bo-trong.field = number
            flags.ngay-bo-trong.field = date
            flags.nam-dau-van-ban.kind = mau-thuan
            flags.ten-phong-trao.field = title
            flags.dot-3-sau-sap-xep.field = rounds.dot-3
            flags.dot-4-sau-sap-xep.field = rounds.dot-4
            flags.ban-bvdp.text ~ Luật 30/2023
            """
        );

    [Fact]
    public Task Plan_001_Binh_Minh() =>
        SaysAsync(
            "binh-minh-2024",
            """
            number = không quy định
            number.wording = Số: /KH-UBND
            date = không quy định
            date.wording ~ tháng 4 năm 2024
            paper.name = UBND xã Bình Minh
            paper.levelWord = xã
            superior.number = 76/KH-UBND
            superior.date = 2024-03-27
            superior.issuer = UBND thành phố Tây Ninh
            basis.1891/KH-UBND.date = 2023-06-22
            basis.395/KH-BCĐ.date = 2024-02-05
            basis.30-CT/TU.date = 2023-04-26
            period.from = không quy định
            period.to = 2024-12-31
            period.wording = từ nay đến hết ngày 31/12/2024
            period.clause = IV.1
            scope.text ~ 6 ấp
            rounds = không quy định
            targets.giam-toi-pham.measure.measure = giam
            targets.giam-toi-pham.measure.base = năm 2023
            targets.giam-toi-pham.measure.bound.compare = tu
            targets.giam-toi-pham.measure.bound.value = 5
            targets.kham-pha-an.measure.bound.compare = tren
            targets.kham-pha-an.measure.bound.value = 75
            targets.kham-pha-nghiem-trong.measure.bound.compare = tren
            targets.kham-pha-nghiem-trong.measure.bound.value = 90
            targets.tiep-nhan-tin-bao.measure.bound.value = 100
            targets.giai-quyet-tin-bao.measure.bound.compare = tren
            targets.giai-quyet-tin-bao.measure.bound.value = 90
            targets.giai-quyet-tin-bao.partOf = tiep-nhan-tin-bao
            targets.tai-pham.measure.bound.compare = duoi
            targets.tai-pham.measure.bound.value = 15
            targets.truy-na-hien-co.measure.bound.value = 30
            targets.truy-na-moi.measure.bound.value = 50
            targets.chuyen-hoa-dia-ban.measure.bound.compare = tu
            targets.chuyen-hoa-dia-ban.measure.bound.value = 60
            targets.chuyen-hoa-dia-ban.measure.denominator ~ được lựa chọn
            targets.tuyen-truyen-ho.measure.bound.value = 75
            targets.tuyen-truyen-ho.measure.bound.compare = tu
            targets.an-toan-antt.measure.measure = dinh-tinh
            targets.an-toan-pccc.measure.measure = dinh-tinh
            targets.nhom-zalo.measure.bound.value = 100
            targets.thap-sang-duong-que.measure.bound.value = 100
            targets.phu-hop-tre-em.level = xa
            targets.tiep-can-phap-luat.clause = II.2, gạch đầu dòng 5
            targets.nong-thon-moi.clause = III.4
            targets.nong-thon-moi-nang-cao.wording ~ nâng cao
            targets.kham-pha-an.partOf = không quy định
            targets.kham-pha-an.by = không quy định
            targets.kham-pha-an.evidence = không quy định
            forms = không quy định
            types = không quy định
            components = không quy định
            components.fallback.source = III.7
            copies = không quy định
            quotas = không quy định
            eligibility = không quy định
            criteria = không quy định
            receivers = không quy định
            duties.ket-thuc-phong-trao.timing.timing = den-het-ngay
            duties.ket-thuc-phong-trao.timing.day = 2024-12-31
            duties.bao-cao-ket-qua.timing.timing = chua-co-ngay
            duties.bao-cao-ket-qua.timing.when ~ lồng ghép
            duties.bao-cao-ket-qua.to = không quy định
            duties.bao-cao-ket-qua.clause = IV.2
            duties.huong-dan-khen-thuong.kind = ban-hanh-huong-dan
            duties.huong-dan-khen-thuong.by ~ Văn phòng – Thống kê
            duties.huong-dan-khen-thuong.clause = III.7
            duties.so-ket-02-nam.kind = so-ket
            duties.ngay-hoi.for = năm 2024
            duties.kiem-tra-lien-nganh.kind = kiem-tra
            duties.kiem-tra-lien-nganh.clause = IV.3
            roles.tu-phap.clause = IV.4
            roles.truong-hoc.clause = IV.5
            roles.van-hoa-xa-hoi.clause = IV.6
            roles.truyen-thanh.clause = IV.7
            roles.nong-dan.clause = IV.8
            roles.cuu-chien-binh.clause = IV.8
            roles.doan-thanh-nien.clause = IV.8
            roles.phu-nu.clause = IV.8
            roles.mat-tran.clause = IV.8
            flags.chien-luoc-2016-2020.kind = mau-thuan
            flags.nguoi-ky.field = signer
            flags.huong-dan-khong-kem.field = components
            """
        );

    [Fact]
    public Task Plan_002_Bac_Giang() =>
        SaysAsync(
            "bac-giang-2024",
            """
            number = không quy định
            date = không quy định
            paper.level = tinh
            signer = Trưởng ban – Chủ tịch UBND tỉnh
            theme = Lực lượng mới, khí thế mới, thi đua bảo đảm an ninh, trật tự ở cơ sở trong tình hình mới
            theme.clause = II.3
            superior.number = 399/KH-BCA-X03
            superior.date = 2024-08-13
            basis.30/2024/NQ-HĐND.date = 2024-06-06
            period.from = 2024-08-19
            period.to = 2025-08-19
            rounds.dot-1.from = không quy định
            rounds.dot-1.wording ~ Từ nay
            rounds.dot-1.to = 2025-02-03
            rounds.dot-1.theme ~ 95 năm
            rounds.dot-2.from = 2025-02-04
            rounds.dot-2.to = 2025-05-19
            rounds.dot-2.theme ~ 80 năm Cách mạng tháng Tám
            flags.khoang-trong.field = rounds
            flags.khoang-trong.kind = mau-thuan
            flags.khoang-trong.text ~ 20/5 đến 19/8/2025
            flags.dot-2-den-ngay.field = rounds.dot-2
            flags.bao-cao-trong-dot.field = duties.bao-cao-dot-2
            flags.cong-an-cap-huyen.text ~ 01/3/2025
            targets.nguon-tin.measure.bound.value = 80
            targets.nguon-tin.clause = II.4.1
            targets.co-mat-vu-viec.measure.bound.value = 100
            targets.mo-hinh.measure.measure = so-luong
            targets.mo-hinh.measure.bound.compare = tu
            targets.mo-hinh.measure.bound.value = 1
            targets.mo-hinh.evidence ~ Công an cấp huyện trở lên
            targets.co-mat-pccc.clause = II.4.3
            targets.co-so-kinh-doanh.measure.measure = khong-de-xay-ra
            targets.thong-tin-nhan-khau.measure.bound.compare = tren
            targets.thong-tin-nhan-khau.measure.bound.value = 90
            targets.vu-khi.measure.measure = khong-de-xay-ra
            targets.tai-pham.measure.measure = khong-de-xay-ra
            targets.tuan-tra.measure.bound.value = 100
            targets.tai-nan-giao-thong.clause = II.4.6
            targets.viec-tot.per ~ mỗi Tổ
            targets.viec-tot.every = thang
            targets.viec-tot.measure.bound.value = 1
            targets.viec-tot.clause = II.4.7
            registers.viec-tot.target = viec-tot
            registers.tin-bai.clause = III.8
            duties.le-phat-dong.kind = le-phat-dong
            duties.le-phat-dong.timing.timing = truoc-ngay
            duties.le-phat-dong.timing.day = 2024-09-25
            duties.le-phat-dong.by ~ Ban Chỉ đạo cấp huyện
            duties.bao-cao-dot-1.timing.timing = truoc-ngay
            duties.bao-cao-dot-1.timing.day = 2025-02-08
            duties.bao-cao-dot-1.round = dot-1
            duties.bao-cao-dot-1.to.office.name = Ban Chỉ đạo tỉnh
            duties.bao-cao-dot-1.to.through.name = Công an tỉnh
            duties.bao-cao-dot-1.clause = III.8
            duties.bao-cao-dot-1.wording = Đợt 1, trước ngày 08/02/2025
            duties.bao-cao-dot-2.timing.day = 2025-05-20
            duties.bao-cao-dot-2.timing.timing = truoc-ngay
            duties.tin-bai-hang-thang.timing.timing = dinh-ky
            duties.tin-bai-hang-thang.timing.period = thang
            duties.tin-bai-hang-thang.timing.rule.rule = cuoi-ky
            duties.tin-bai-hang-thang.strength = khuyen-khich
            duties.viec-tot-hang-thang.target = viec-tot
            duties.bao-cao-bo-cong-an.timing.timing = chua-co-ngay
            duties.bao-cao-bo-cong-an.timing.when = định kỳ
            duties.bao-cao-bo-cong-an.to.through.name ~ Cục Công tác đảng
            duties.bao-cao-tinh-uy-ubnd.to.office.name = Tỉnh ủy, UBND tỉnh
            duties.khen-thuong-dot.timing.timing = moi-dot
            duties.ra-soat-kien-toan.by ~ UBND cấp xã
            duties.theo-doi-dia-ban.clause = III.7
            roles.tham-dinh.office ~ Sở Nội vụ
            roles.tham-dinh.clause = III.2
            roles.thuong-truc.duty ~ Bộ Công an, Chủ tịch UBND tỉnh
            forms = không quy định
            components = không quy định
            copies = không quy định
            quotas = không quy định
            criteria = không quy định
            eligibility = không quy định
            recognitions = không quy định
            """
        );

    [Fact]
    public Task Plan_003_Can_Tho() =>
        SaysAsync(
            "can-tho-2025",
            """
            number = 34/KH-BCĐ
            number.clause = Đầu văn bản
            date = 2025-03-31
            paper.levelWord = thành phố
            paper.level = tinh
            signer = Chủ tịch UBND thành phố
            theme = không quy định
            superior.number = 133-KH/TU
            superior.date = 2019-04-16
            basis.07/CTrPH-BCA-MTTW.relation = thuc-hien
            basis.03/CTr-BCA-V05.date = 2025-01-16
            basis.256/QĐ-C07-P2.date = 2021-05-05
            basis.630/KH-BCA-V05.date = 2022-12-28
            basis.9745/QĐ-BCA-V05.date = 2022-12-28
            basis.639/QĐ-BCA-V05.date = 2024-01-30
            period.from = 2025-01-01
            period.to = 2025-12-31
            rounds = không quy định
            targets.tuyen-truyen.measure.bound.value = 100
            targets.tai-hoa-nhap.measure.bound.value = 100
            targets.hoa-giai.measure.bound.compare = tu
            targets.hoa-giai.measure.bound.value = 70
            targets.khong-diem-nong.measure.measure = khong-de-xay-ra
            targets.lop-huan-luyen.measure.bound.compare = khoang
            targets.lop-huan-luyen.measure.bound.value = 1
            targets.lop-huan-luyen.measure.bound.upto = 2
            targets.lop-tap-huan.measure.bound.value = 2
            targets.lop-tap-huan.measure.bound.compare = tu
            targets.dang-ky-thanh-pho.measure.bound.value = 100
            targets.dang-ky-thanh-pho.level = tinh
            targets.dat-thanh-pho.measure.bound.value = 90
            targets.dat-thanh-pho.partOf = dang-ky-thanh-pho
            targets.dang-ky-xa.measure.bound.value = 100
            targets.dang-ky-xa.level = xa
            targets.dat-xa.measure.bound.value = 85
            targets.dat-xa.measure.bound.compare = tu
            targets.xep-loai-kha.measure.bound.value = 90
            targets.xep-loai-kha.measure.bound.upto = 95
            targets.doi-tuong-duoc-giup.measure.bound.value = 50
            targets.doi-tuong-duoc-giup.measure.bound.upto = 70
            targets.doi-tuong-duoc-giup.measure.denominator = đối tượng đang quản lý
            targets.dien-hinh.measure.bound.value = 80
            targets.dien-hinh.measure.denominator ~ được lựa chọn
            targets.pccc-tang.measure.measure = tang
            targets.pccc-tang.measure.base = năm 2024
            targets.pccc-tang.measure.bound.value = 5
            targets.pccc-dat.measure.bound.value = 80
            targets.pccc-dat.partOf = dang-ky-pccc
            targets.to-lien-gia.measure.bound.value = 100
            targets.dan-van-kheo.measure.bound.upto = 2
            targets.mo-hinh-dien-hinh.measure.bound.upto = 2
            targets.mo-hinh-khu-dan-cu.per = mỗi khu dân cư
            targets.mo-hinh-cqdn.measure.bound.value = 1
            targets.mo-hinh-cqdn.clause = II.7, Chỉ tiêu
            forms.bang-khen-tinh.name ~ thành phố
            forms.bang-khen-tinh.clause = II.8.b
            quotas.# = 4
            quotas.xa-phuong.min = 3
            quotas.xa-phuong.max = 5
            quotas.xa-phuong.of = collective
            quotas.xa-phuong.type = tong-ket
            quotas.xa-phuong.allocatedBy = không quy định
            quotas.co-quan.min = 10
            quotas.co-quan.max = 10
            quotas.doanh-nghiep.min = 14
            quotas.doanh-nghiep.max = 14
            quotas.co-so-giao-duc.max = 6
            quotas.co-so-giao-duc.clause = II.8.b
            eligibility = không quy định
            criteria = không quy định
            components = không quy định
            copies = không quy định
            duties.dang-ky-an-toan.timing.timing = truoc-ngay
            duties.dang-ky-an-toan.timing.day = 2025-04-30
            duties.dang-ky-an-toan.to.office.name ~ Công an thành phố
            duties.dang-ky-an-toan.to.through.name = Phòng Tham mưu
            duties.dang-ky-an-toan.clause = III.2
            duties.de-nghi-cong-nhan.timing.day = 2025-11-01
            duties.de-nghi-cong-nhan.kind = ho-so
            duties.dang-ky-dien-hinh-pccc.timing.day = 2025-04-30
            duties.dang-ky-dien-hinh-pccc.to = không quy định
            duties.xet-dien-hinh-pccc.timing.timing = tu-den
            duties.xet-dien-hinh-pccc.timing.from = 2025-09-15
            duties.xet-dien-hinh-pccc.timing.to = 2025-09-25
            duties.xet-dien-hinh-pccc.late = không quy định
            duties.xet-dien-hinh-pccc.to.office.name ~ Phòng Cảnh sát phòng cháy
            duties.bao-cao-thang.timing.timing = dinh-ky
            duties.bao-cao-thang.timing.period = thang
            duties.bao-cao-thang.timing.rule.rule = truoc-ngay
            duties.bao-cao-thang.timing.rule.day = 17
            duties.bao-cao-thang.timing.hour = không quy định
            duties.bao-cao-thang.first = không quy định
            duties.bao-cao-thang.to.through.name = Công an thành phố – Phòng Tham mưu
            duties.bao-cao-quy-1.timing.day = 2025-03-10
            duties.bao-cao-quy-1.for = quý I năm 2025
            duties.bao-cao-6-thang.timing.day = 2025-06-10
            duties.bao-cao-quy-3.timing.day = 2025-09-10
            duties.tong-ket-nam.timing.day = 2025-12-15
            duties.tong-ket-nam.timing.timing = truoc-ngay
            duties.bo-tieu-chi-dien-hinh.timing.timing = trong-ky
            duties.bo-tieu-chi-dien-hinh.timing.period = quy
            duties.bo-tieu-chi-dien-hinh.timing.number = 1
            duties.bo-tieu-chi-dien-hinh.timing.year = 2025
            duties.phat-dong-dang-ky-danh-hieu.timing.number = 1
            duties.xet-cong-nhan-quy-4.timing.number = 4
            duties.xet-cong-nhan-quy-4.clause = III.6
            duties.ke-hoach-cap-xa.kind = ban-hanh-ke-hoach
            duties.cong-nhan-cap-xa.timing.when = cuối năm
            duties.tong-ket-15-nam-ct-09.timing.timing = chua-co-ngay
            duties.so-ket-giai-doan-1.kind = so-ket
            duties.so-ket-03-nam-hd-22.timing.timing = chua-co-ngay
            duties.ke-hoach-ngay-hoi.clause = II.2.e
            duties.so-ket-01-nam-luc-luong.clause = II.5, Chỉ tiêu
            receivers.ve-cong-an-thanh-pho.from ~ đại học
            receivers.ve-cong-an-xa.from ~ Trường Trung học cơ sở
            receivers.ve-canh-sat-pccc.clause = III.4
            recognitions.an-toan-thanh-pho.papers ~ Bảng tự chấm điểm
            recognitions.an-toan-thanh-pho.window = không quy định
            recognitions.an-toan-cap-xa.decidedBy.name ~ cấp xã
            recognitions.dien-hinh-pccc.basis = Quyết định số 256/QĐ-C07-P2
            registers.lop-tap-huan.clause = II.5, Chỉ tiêu
            flags.qua-han-khi-ky.field = duties.bao-cao-quy-1
            flags.antq-antt.kind = mau-thuan
            flags.hop-thu.text ~ qua Phòng Tham mưu
            flags.diem-tam-tinh.field = duties.de-nghi-cong-nhan
            flags.quy-1-ca-ba-viec-2.field = duties.so-ket-03-nam-hd-22
            """
        );

    [Fact]
    public Task Plan_004_Tan_Khai() =>
        SaysAsync(
            "tan-khai-2025",
            """
            number = 36/KH-UBND
            date = 2025-03-11
            paper.levelWord = thị trấn
            signer = không quy định
            theme ~ Đẩy mạnh công tác xây dựng phong trào
            superior.number = 71/KH-UBND
            superior.date = 2025-03-04
            basis.124/2021/TT-BCA.relation = ap-dung
            basis.48-CT/TW.date = 2011-12-01
            period.wording = năm 2025
            rounds = không quy định
            quotas = không quy định
            scope.text = Toàn thị trấn
            groups.# = 7
            groups.can-bo-chien-sy-cong-an.criteria = không quy định
            groups.khu-dan-cu.criteria = III.1, điểm 1.1.2
            targets.tuyen-truyen-ho.measure.bound.value = 80
            targets.tuyen-truyen-ho.measure.bound.compare = tu
            targets.tuyen-truyen-ho.evidence ~ bằng văn bản
            targets.tuyen-truyen-nguoi.measure.bound.value = 90
            targets.dang-ky-an-toan.measure.bound.value = 100
            targets.dat-an-toan.measure.bound.value = 70
            targets.dat-an-toan.partOf = dang-ky-an-toan
            targets.mo-hinh-ban-nganh.measure.bound.value = 1
            targets.mo-hinh-ban-nganh.per ~ mỗi ban ngành
            targets.mo-hinh-tu-quan.per ~ mỗi cơ quan
            targets.xep-loai-trung-binh.measure.bound.value = 80
            targets.xep-loai-kha.measure.bound.value = 50
            targets.xep-loai-kha.partOf = xep-loai-trung-binh
            targets.xep-loai-xuat-sac.measure.bound.value = 30
            targets.xep-loai-xuat-sac.partOf = xep-loai-trung-binh
            targets.xep-loai-xuat-sac.clause = II.3.4
            criteria.kdc-an-toan.check.check = danh-hieu
            criteria.kdc-an-toan.check.of = an-toan-antt
            criteria.kdc-xep-loai.check.check = xep-loai
            criteria.kdc-xep-loai.check.grade = kha
            criteria.kdc-xep-loai.check.within = nam
            criteria.cq-an-toan.check.of = an-toan-antt
            criteria.cq-xep-loai.check.grade = kha
            criteria.cq-xep-loai.clause = III.1, điểm 1.1.3
            criteria.lanh-dao-an-toan.leaders = true
            criteria.lanh-dao-xep-loai.leaders = true
            criteria.lanh-dao-xep-loai.check.grade = kha
            criteria.ca-tieu-bieu.check.check = nguoi-tham-dinh
            criteria.ll-thanh-tich.clause = III.1, điểm 2.1.1
            criteria.qc-guong-mau.clause = III.1, điểm 2.1.2
            criteria.da-gui-ke-hoach-ket-qua.check.check = da-nop
            criteria.da-gui-ke-hoach-ket-qua.clause = IV.3
            eligibility.thanh-vien-luc-luong-co-so dot-xuat.allowed = true
            eligibility.can-bo-chien-sy-cong-an tong-ket = không quy định
            forms.bang-khen-bo-cong-an.number.text = Do cấp khen quyết định
            forms.bang-khen-tinh.clause = III.2
            forms.giay-khen-cong-an-tinh.number.clause = III.3
            forms.giay-khen-huyen.number.text ~ Công an thị trấn tham mưu
            forms.giay-khen-xa.number = không quy định
            priorities.0.text ~ tập thể nhỏ
            priorities.1.text ~ người lao động trực tiếp
            priorities.2.text ~ không giữ chức vụ
            components.# = 5
            components.to-trinh.clause = III.4
            components.bao-cao-thanh-tich.confirmation = true
            components.ban-sao-khen-thuong.mandatory = false
            copies.sets = 2
            copies.wording = Số lượng: 02 bộ
            copies.clause = III.4
            roles.phan-bo-chi-tieu.clause = IV.1
            roles.tham-dinh-giay-khen-thi-tran.clause = IV.2
            duties.bao-cao-tong-ket.timing.timing = chua-co-ngay
            duties.bao-cao-tong-ket.to.office.name = Công an tỉnh
            duties.bao-cao-tong-ket.to.through.name = Đội PV05 Công an tỉnh
            duties.bao-cao-tong-ket-huyen.to.through.name = Phòng Nội vụ
            duties.bao-cao-ket-thuc.timing.when = khi kết thúc phong trào thi đua
            duties.bao-cao-ket-thuc.to.office.name = Ủy ban nhân dân huyện
            duties.bao-cao-ket-thuc.clause = IV.3
            duties.phan-bo-chi-tieu.kind = phan-bo-chi-tieu
            duties.phan-bo-chi-tieu.to = không quy định
            duties.gui-ke-hoach.kind = ban-hanh-ke-hoach
            duties.chuyen-trang-chuyen-muc.clause = II.3.5
            duties.binh-xet-danh-hieu.clause = II.3.6
            flags.co-quan-ban-hanh.field = issuer
            flags.giay-khen-thi-tran.kind = mau-thuan
            flags.danh-so-tieu-chuan.clause = III.1
            flags.dau-moi-cong-an-tinh.text ~ Đội 8 - PV01
            flags.ngay-chi-thi-48.kind = ban-chup-kho-doc
            flags.ty-le-xep-loai.field = targets
            flags.nguoi-ky.field = signer
            """
        );

    [Fact]
    public Task The_laws_own_yearly_duties() =>
        SaysAsync(
            "qd-510-2022",
            """
            kind = van-ban
            number = 510/QĐ-BCA-V05
            date = 2022-01-20
            period.to = không quy định
            duties.# = 3
            duties.phan-loai-khu-dan-cu.timing.timing = dinh-ky
            duties.phan-loai-khu-dan-cu.timing.period = nam
            duties.phan-loai-khu-dan-cu.timing.rule.rule = truoc-ngay
            duties.phan-loai-khu-dan-cu.timing.rule.month = 11
            duties.phan-loai-khu-dan-cu.timing.rule.day = 20
            duties.phan-loai-xa-co-quan.timing.rule.month = 11
            duties.phan-loai-xa-co-quan.timing.rule.day = 30
            duties.phan-loai-huyen.timing.rule.month = 12
            duties.phan-loai-huyen.timing.rule.day = 15
            duties.phan-loai-huyen.clause = Điều 11 khoản 3
            flags.cap-huyen-het.field = duties.phan-loai-huyen
            """
        );

    [Fact]
    public async Task Nothing_that_comes_back_is_null_and_every_item_has_its_clause()
    {
        foreach (var id in (string[])[.. Five, "qd-510-2022"])
        {
            var content = await ContentAsync(id);
            Nulls(content, id).ShouldBeEmpty();
            string[] lists =
            [
                "basis",
                "rounds",
                "targets",
                "forms",
                "types",
                "groups",
                "criteria",
                "priorities",
                "components",
                "quotas",
                "duties",
                "receivers",
                "recognitions",
                "registers",
                "roles",
            ];
            foreach (var list in lists)
            {
                var field = content.GetProperty(list);
                if (!field.GetProperty("stated").GetBoolean())
                {
                    field.GetProperty("text").GetString().ShouldBe(Open, $"{id} {list}");
                    continue;
                }

                foreach (var item in field.GetProperty("items").EnumerateArray())
                {
                    item.GetProperty("clause").GetString().ShouldNotBeNullOrWhiteSpace($"{id} {list}");
                }
            }

            foreach (var list in (string[])["rounds", "targets", "criteria", "quotas", "duties", "receivers", "recognitions", "registers"])
            {
                if (content.GetProperty(list).TryGetProperty("items", out var items))
                {
                    items.EnumerateArray().ShouldAllBe(item => item.GetProperty("wording").GetString()!.Length > 0, $"{id} {list}");
                }
            }
        }
    }

    [Fact]
    public async Task A_plan_nobody_has_thought_of_loads_and_reads_back_without_a_line_of_code()
    {
        await using var service = new Service();
        var admin = await service.AsAsync("quantri");
        using var body = new StringContent(
            await File.ReadAllTextAsync(WhenFilesAreLoaded.InRepository("tests/Workflows.Tests/Plans/odd-plan.yaml"))
        );
        body.Headers.ContentType = new("application/yaml");

        var published = (await admin.PostAsync("plans", body)).Ok();

        published.Id.ShouldBe("xa-la-2026");
        Says(
            (await admin.GetAsync("plans/xa-la-2026")).Ok().Json.GetProperty("content"),
            """
            duties.giao-ban.timing.period = tuan
            duties.giao-ban.timing.rule.day = thu-sau
            duties.giao-ban.timing.hour = 16:30:00
            duties.giao-ban.late.taken = false
            duties.tong-hop.timing.anchor.of = dot
            duties.tong-hop.timing.days = 5
            duties.tong-hop.timing.unit = ngay-lam-viec
            duties.du-thao.timing.anchor.duty = tong-hop
            duties.du-thao.timing.side = truoc
            duties.niem-yet.timing.anchor.event = ban-hanh-quyet-dinh
            duties.dong-ke-hoach.timing.anchor.edge = cuoi
            duties.so-ket.timing.offset.days = 7
            duties.quy.timing.later = 1
            duties.quy.first = 2026-01-01
            duties.dang-ky.timing.hour = 17:00:00
            duties.nua-nam.timing.period = sau-thang
            rounds.b.from = 2026-03-15
            quotas.theo-dot.min = 3
            quotas.theo-dot.max = 7
            quotas.theo-dot.allocatedBy.name = Công an xã
            quotas.dot-xuat.min = không quy định
            targets.dem-yen.measure.bound.upto = 25.5
            eligibility.ho-gia-dinh theo-dot.allowed = false
            eligibility.ho-gia-dinh dot-xuat = không quy định
            components.fallback.source = Mục 9
            """
        );
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await browser.GetStringAsync(new Uri("/ke-hoach/xa-la-2026", UriKind.Relative));
        page.ShouldContain("mỗi tuần, thứ Sáu, 16 giờ 30");
        page.ShouldContain("5 ngày làm việc sau ngày cuối của Đợt A");
        page.ShouldContain("Không nhận nộp muộn");
    }

    [Fact]
    public async Task A_broken_file_comes_back_with_every_problem_and_publishes_nothing()
    {
        var admin = await shared.Service.AsAsync("quantri");
        var yaml = (await File.ReadAllTextAsync(WhenFilesAreLoaded.InRepository("tests/Workflows.Tests/Plans/odd-plan.yaml")))
            .Replace("id: xa-la-2026", "id: hong-2026")
            .Replace("weekday: thu-sau", "weekday: thu-tam")
            .Replace("min: 3, max: 7", "min: 9, max: 7");
        using var body = new StringContent(yaml);
        body.Headers.ContentType = new("application/yaml");

        var answer = await admin.PostAsync("plans", body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToList();
        errors.Count.ShouldBe(2);
        errors.ShouldContain(e => e.GetProperty("field").GetString()!.EndsWith("duties[0].timing.weekday", StringComparison.Ordinal));
        errors.ShouldContain(e => e.GetRawText().Contains("Kết thúc (7) trước khi bắt đầu (9)", StringComparison.Ordinal), answer.Text);
        (await admin.GetAsync("plans/hong-2026")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_shows_every_doubt_beside_what_it_is_about()
    {
        using var browser = await shared.Service.BrowserAsync("xa.canbo");
        foreach (var id in Five)
        {
            var page = await browser.GetStringAsync(new Uri($"/ke-hoach/{id}", UriKind.Relative));
            var shown = WebUtility.HtmlDecode(page);
            foreach (var flag in (await ContentAsync(id)).GetProperty("flags").EnumerateArray())
            {
                shown.ShouldContain(flag.GetProperty("text").GetString()!, Case.Sensitive, $"{id} {flag.GetProperty("code")}");
            }
        }
    }

    private async Task SaysAsync(string id, string expected) => Says(await ContentAsync(id), expected);

    private async Task<JsonElement> ContentAsync(string id) =>
        (await (await shared.Service.AsAsync("quantri")).GetAsync($"plans/{id}")).Ok().Json.GetProperty("content");

    private static void Says(JsonElement content, string expected)
    {
        List<string> wrong = [];
        foreach (var line in expected.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = line.IndexOf(" = ", StringComparison.Ordinal);
            var isWhole = at > 0;
            at = isWhole ? at : line.IndexOf(" ~ ", StringComparison.Ordinal);
            var (path, wanted) = (line[..at], line[(at + 3)..]);
            var found = Text(At(content, path));
            if (isWhole ? found != wanted : !found.Contains(wanted, StringComparison.Ordinal))
            {
                wrong.Add($"{line}  –  found: {found}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>
    /// Follows a path: members by name, items of a list by their code (or place), "#" counts. Steps are tried longest first, since codes
    /// and numbers of documents may hold dots; what is stated is looked into, what is open ends the way.
    /// </summary>
    private static JsonElement? At(JsonElement from, string path)
    {
        if (path.Length == 0)
        {
            return from;
        }

        if (from.ValueKind is JsonValueKind.Object && from.TryGetProperty("stated", out var stated))
        {
            if (Step(from, path) is { } beside)
            {
                return beside;
            }

            if (!stated.GetBoolean())
            {
                return null;
            }

            if (from.TryGetProperty("value", out var inner) || from.TryGetProperty("items", out inner))
            {
                return At(inner, path);
            }
        }

        return Step(from, path);
    }

    private static JsonElement? Step(JsonElement from, string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            var (step, rest) = (path[..end], end == path.Length ? "" : path[(end + 1)..]);
            if (Child(from, step) is { } child && At(child, rest) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static JsonElement? Child(JsonElement from, string step)
    {
        if (from.ValueKind is JsonValueKind.Object)
        {
            return from.TryGetProperty(step, out var member) ? member : null;
        }

        if (from.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        if (step == "#")
        {
            return JsonDocument.Parse($"{from.GetArrayLength()}").RootElement;
        }

        if (int.TryParse(step, out var place) && place < from.GetArrayLength())
        {
            return from[place];
        }

        foreach (var item in from.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object))
        {
            if (Key(item) == step)
            {
                return item;
            }
        }

        return null;
    }

    private static string? Key(JsonElement item) =>
        item.TryGetProperty("group", out var group)
            ? $"{group.GetString()} {item.GetProperty("type").GetString()}"
            : new[] { "code", "form", "relation", "type", "kind" }.Select(name => Named(item, name)).FirstOrDefault(key => key is not null);

    private static string? Named(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var key) ? null
        : name == "relation" ? (Text(item.GetProperty("number")) is { } number && number != Open ? number : null)
        : Text(key);

    private static string Text(JsonElement? element) =>
        element switch
        {
            null => "(absent)",
            { ValueKind: JsonValueKind.Object } o when o.TryGetProperty("stated", out var stated) => !stated.GetBoolean()
                ? o.GetProperty("text").GetString()!
                : Text(
                    o.TryGetProperty("value", out var value) ? value
                    : o.TryGetProperty("items", out var items) ? items
                    : o
                ),
            { ValueKind: JsonValueKind.Array } list => string.Join(
                "; ",
                list.EnumerateArray()
                    .Select(item =>
                        item.ValueKind is JsonValueKind.Object && item.TryGetProperty("name", out var name) ? Text(name) : Text(item)
                    )
            ),
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { } other => other.GetRawText(),
        };

    private static IEnumerable<string> Nulls(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => [path],
            JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Nulls(m.Value, $"{path}.{m.Name}")),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Nulls(item, $"{path}[{i}]")),
            _ => [],
        };
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>Everything an office does with a dossier besides passing it on, with the mouse; each walk in a commune of its own.</summary>
[Collection(nameof(OneService))]
public sealed class WhatOfficesDo(Service service)
{
    [Fact]
    public async Task What_is_missing_is_asked_for_supplied_and_counted()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(
            await service.ApiAsync("tanhiep.canbo"),
            "giay-khen-huyen",
            "Điểu Thị Xuân Nở",
            "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc xã Tân Hiệp"
        );

        for (var round = 1; round <= 2; round++)
        {
            await window.AsAsync("tanhiep.congan");
            await window.ActOnAsync(dossier, "Trả lại bổ sung");
            (await window.TextAsync()).ShouldContain($"lần {round}; quy định không quá 1 lần");
            (await page.GetByLabel("Thiếu gì ở mục 4").InputValueAsync()).ShouldBe(""); // nothing is left of the round before
            await window.ActAsync("Trả lại bổ sung");
            await window.FaultsAsync("Phải nêu ít nhất một nội dung còn thiếu.");
            await page.GetByLabel(new Regex("^Báo cáo thành tích.*Điểu Thị Xuân Nở")).CheckAsync();
            await page.GetByLabel("Thiếu gì ở mục 4").FillAsync("Chưa có xác nhận của UBND xã.");
            await page.GetByLabel("Đề nghị bổ sung chậm nhất ngày").FillAsync("25/04/2025");
            await window.ShotAsync("tra-bo-sung");
            await window.ActAsync("Trả lại bổ sung");
            await window.SaysAsync("thời hạn tạm dừng");
            var returned = await window.TextAsync();
            returned.ShouldContain($"Chờ bổ sung lần {round}");
            returned.ShouldContain("Điểu Thị Xuân Nở – Chưa có xác nhận của UBND xã.");
            returned.ShouldContain("Tạm dừng tính hạn, chờ bổ sung");
            returned.ShouldContain($"Đã trả bổ sung {round} lần (quy định không quá 1 lần)");
            (await Acts(window)).ShouldNotContain("Thẩm định");
            await window.ShotAsync($"cho-bo-sung-{round}");

            // The preparer finds it without being told where, and sees what is missing.
            await window.AsAsync("tanhiep.canbo");
            await page.GotoAsync("/viec");
            (await window.TextAsync()).ShouldContain("Có 1 hồ sơ của đơn vị bị trả lại, chờ bổ sung");
            await page.GetByRole(AriaRole.Link, new() { Name = "Xem và bổ sung" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Bổ sung, nộp lại" }).ClickAsync();
            var asked = await window.TextAsync();
            asked.ShouldContain("Chưa có xác nhận của UBND xã.");
            asked.ShouldContain("Đề nghị bổ sung chậm nhất ngày 25/04/2025");
            asked.ShouldContain("tối đa 50 MB");
            var report = page.Locator("#thanh-phan-bao-cao-thanh-tich");
            await report.GetByLabel("Chọn tệp").SetInputFilesAsync(Papers.Pdf("Báo cáo có xác nhận.pdf"));
            await report.GetByRole(AriaRole.Button, new() { Name = "Tải lên" }).ClickAsync();
            await window.SaysAsync("Đã tải lên");
            (await report.InnerTextAsync()).ShouldContain("SHA-256");
            await page.GetByLabel("Giải trình kèm theo").FillAsync("Đã có xác nhận.");
            await window.ShotAsync("bo-sung");
            await window.ActAsync("Bổ sung, nộp lại");
            await window.SaysAsync("Đã nộp lại");

            await window.AsAsync("tanhiep.congan");
            await window.ActOnAsync(dossier, "Tiếp nhận hồ sơ bổ sung");
            (await window.TextAsync()).ShouldContain("Đã có xác nhận.");
            await window.ActAsync("Tiếp nhận hồ sơ bổ sung");
            await window.SaysAsync("thời hạn tiếp tục tính");
        }

        (await Acts(window)).ShouldContain("Thẩm định");
        (await window.TextAsync()).ShouldContain("Trả lại bổ sung: lần 2, 1 mục");

        // The paper opens beside the checklist, and the page does not move away.
        await page.GetByRole(AriaRole.Link, new() { Name = "Xem Báo cáo có xác nhận.pdf" }).First.ClickAsync();
        await window.IsAtAsync($"/ho-so/{dossier}/xem/");
        (await page.Locator(".opened iframe").GetAttributeAsync("title")).ShouldBe("Tệp Báo cáo có xác nhận.pdf");
        (await page.Locator(".opened li").AllInnerTextsAsync()).ShouldContain(line =>
            line.Contains("Báo cáo thành tích", StringComparison.Ordinal)
        );
        await window.FitsAsync();
        await window.ShotAsync("xem-tep");
        window.Clean();
    }

    [Fact]
    public async Task One_is_excluded_another_split_off_and_the_rest_go_on()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(
            await service.ApiAsync("tanhiep.canbo"),
            "giay-khen-huyen",
            "Thạch Sô Phi",
            "Đặng Thị Ước",
            "Võ Văn Ễnh"
        );
        await window.AsAsync("tanhiep.congan");
        await window.ActOnAsync(dossier, "Loại khỏi hồ sơ");
        await window.ActAsync("Loại khỏi hồ sơ");
        await window.FaultsAsync("phải nhập");
        await page.GetByLabel("Thạch Sô Phi").CheckAsync();
        await page.GetByLabel("Lý do").FillAsync("Đang xem xét kỷ luật.");
        await window.ActAsync("Loại khỏi hồ sơ");
        await window.SaysAsync("Đã loại khỏi hồ sơ");

        await window.ActOnAsync(dossier, "Tách hồ sơ");
        await page.GetByLabel("Đặng Thị Ước").CheckAsync();
        await page.GetByLabel("Lý do").FillAsync("Chờ kết luận đơn.");
        await window.ActAsync("Tách hồ sơ");
        await window.SaysAsync("Đã tách hồ sơ");
        (await OutcomeAsync(window, "Thạch Sô Phi")).ShouldContain("Đã loại");
        (await OutcomeAsync(window, "Thạch Sô Phi")).ShouldContain("Đang xem xét kỷ luật.");
        (await OutcomeAsync(window, "Đặng Thị Ước")).ShouldContain("Đã tách hồ sơ");
        (await OutcomeAsync(window, "Võ Văn Ễnh")).ShouldContain("Đang xét");
        await window.ShotAsync("da-tach");

        await page.GetByRole(AriaRole.Link, new() { Name = "Sang hồ sơ tách ra" }).ClickAsync();
        var linked = await window.TextAsync();
        linked.ShouldContain("Hồ sơ tách");
        (await OutcomeAsync(window, "Đặng Thị Ước")).ShouldContain("Đang xét");
        (await page.GetByRole(AriaRole.Link, new() { Name = "hồ sơ gốc cùng số" }).GetAttributeAsync("href")).ShouldBe($"/ho-so/{dossier}");

        await window.ActOnAsync(dossier, "Thẩm định");
        (await page.Locator("fieldset.card").CountAsync()).ShouldBe(1);
        await page.GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await window.ActAsync("Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");
        window.Clean();
    }

    [Fact]
    public async Task A_level_receives_with_a_receipt_sends_back_hands_over_and_rejects()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var head = await service.ApiAsync("dongno.lanhdao");
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("dongno.canbo"), "giay-khen-huyen", "Hoàng Thị Mỹ Ẩn");
        await Walk.PassAsync(await service.ApiAsync("dongno.congan"), dossier);
        await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });

        await window.AsAsync("huyen.noivu");
        await window.ActOnAsync(dossier, "Tiếp nhận");
        await page.GetByLabel("Ngày hẹn trả kết quả").FillAsync("01/01/2024");
        await window.ActAsync("Tiếp nhận");
        await window.FaultsAsync("trước ngày nhận");
        await page.GetByLabel("Ngày hẹn trả kết quả").FillAsync("20/05/2025");
        await window.ActAsync("Tiếp nhận");
        await window.SaysAsync("Đã tiếp nhận");
        (await window.TextAsync()).ShouldContain("Hẹn trả 20/05/2025");
        var printed = await page.RunAndWaitForPopupAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Xem, in giấy tiếp nhận" }).ClickAsync()
        );
        var receipt = await printed.Locator("body").InnerTextAsync();
        receipt.ShouldContain("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
        receipt.ShouldContain(await window.WhoAsync());
        receipt.ShouldContain("20/05/2025");
        await printed.CloseAsync();

        // Taken up and given back.
        await window.DossierAsync(dossier);
        await window.ActAsync("Nhận việc");
        await window.SaysAsync("Đã nhận việc");
        await window.ActAsync("Trả lại hàng đợi");
        await window.SaysAsync("Đã trả việc lại hàng đợi");

        // Back to an earlier step, with a reason.
        await window.ActOnAsync(dossier, "Trả về bước trước");
        await window.ActAsync("Trả về bước trước");
        await window.FaultsAsync("Bước trả về");
        await page.GetByLabel("Chủ tịch UBND xã Đồng Nơ trình cấp trên").CheckAsync();
        await window.ActAsync("Trả về bước trước");
        await window.FaultsAsync("Lý do");
        await page.GetByLabel("Lý do trả về").FillAsync("Tờ trình ghi sai họ tên.");
        await window.ActAsync("Trả về bước trước");
        await window.SaysAsync("về bước trước");
        var route = await page.Locator("ol.route").InnerTextAsync();
        route.ShouldContain("Đang ở bước này (lần 2)");
        route.ShouldContain("phải làm lại");
        await window.ShotAsync("tra-ve-buoc-truoc");
        await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });

        // The head finds the task among the unit's, not among the head's own, and hands it to the one who does such work; she rejects it.
        await window.AsAsync("huyen.lanhdao");
        await page.GotoAsync("/viec?cua=bo-phan");
        var row = page.Locator($"tr[data-task]:has(a[href^='/ho-so/{dossier}'])");
        (await row.CountAsync()).ShouldBe(0);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Của đơn vị") }).ClickAsync();
        await window.ShotAsync("viec-cua-don-vi");
        await page.GotoAsync("/viec?cua=don-vi&don-vi=xa-dong-no");
        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Chuyển xử lý…" }).ClickAsync();
        (await page.GetByRole(AriaRole.Button, new() { Name = "Chuyển xử lý 1 việc" }).CountAsync()).ShouldBe(1);
        await page.GoBackAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = "Chuyển xử lý", Exact = true }).ClickAsync();
        await window.ActAsync("Chuyển xử lý");
        await window.FaultsAsync("Người nhận");
        await page.GetByLabel("Lê Thị Thủy").CheckAsync();
        await window.ActAsync("Chuyển xử lý");
        await window.SaysAsync("Đã chuyển xử lý");

        await window.AsAsync("huyen.noivu");
        await page.GotoAsync("/viec?cua=toi");
        (await window.TextAsync()).ShouldContain("Đồng Nơ");
        await window.ActOnAsync(dossier, "Từ chối tiếp nhận");
        await window.ActAsync("Từ chối");
        await window.FaultsAsync("Phải ghi lý do");
        await page.GetByLabel("Lý do").FillAsync("Không thuộc đối tượng theo mục II.2.");
        await window.ActAsync("Từ chối");
        await window.SaysAsync("Đã từ chối");
        var rejected = await window.TextAsync();
        rejected.ShouldContain("Từ chối ở bước này");
        rejected.ShouldContain("Từ chối: Không thuộc đối tượng theo mục II.2.");
        (await OutcomeAsync(window, "Hoàng Thị Mỹ Ẩn")).ShouldContain("Không khen thưởng");
        await window.ShotAsync("tu-choi");
        window.Clean();
    }

    [Fact]
    public async Task The_proposer_takes_back_mends_submits_again_and_withdraws()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("dongno.canbo"), "giay-khen-xa", "Trịnh Ưu Ẩm");
        await window.AsAsync("dongno.canbo");
        await window.ActOnAsync(dossier, "Thu hồi để sửa");
        await window.ActAsync("Thu hồi để sửa");
        await window.SaysAsync("Đã thu hồi");
        (await window.TextAsync()).ShouldContain("Nháp");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tiếp tục lập hồ sơ" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sửa Trịnh Ưu Ẩm" }).ClickAsync();
        await page.GetByLabel("Họ và tên, tên tập thể hoặc chủ hộ").FillAsync("Trịnh Ưu Ẩn");
        await window.ActAsync("Lưu thay đổi");
        await window.SaysAsync("Đã lưu thay đổi của Trịnh Ưu Ẩn");
        await page.GetByRole(AriaRole.Link, new() { Name = "Kiểm tra và nộp", Exact = true }).ClickAsync();
        await window.ActAsync("Nộp hồ sơ");
        await window.SaysAsync("đã nộp, số");

        // Once it is received, nothing is taken back; it can still be withdrawn.
        await Walk.PassAsync(await service.ApiAsync("dongno.congan"), dossier);
        await window.DossierAsync(dossier);
        (await Acts(window)).ShouldBe(["Rút hồ sơ"]);
        await window.ActOnAsync(dossier, "Rút hồ sơ");
        await window.ActAsync("Rút hồ sơ");
        await window.FaultsAsync("Phải ghi lý do");
        await page.GetByLabel("Lý do").FillAsync("Đơn vị đề nghị hình thức khác.");
        await window.ActAsync("Rút hồ sơ");
        await window.SaysAsync("Đã rút");
        (await window.TextAsync()).ShouldContain("Hồ sơ đã rút. Không còn việc nào.");
        (await page.Locator("ol.route").InnerTextAsync()).ShouldContain("Không thực hiện");
        window.Clean();
    }

    [Fact]
    public async Task The_council_counts_and_the_province_decides_notifies_and_archives()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("ankhuong.canbo"), "bang-khen-tinh", "Hoàng Thị Mỹ Ẩn", "Võ Văn Ễnh");
        await Walk.PassAsync(await service.ApiAsync("ankhuong.congan"), dossier);
        await Walk.PassAsync(await service.ApiAsync("ankhuong.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.ApiAsync("huyen.noivu"), dossier);
        await Walk.PassAsync(await service.ApiAsync("huyen.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.ApiAsync("tinh.congan"), dossier);
        await Walk.PassAsync(await service.ApiAsync("tinh.noivu"), dossier);

        await window.AsAsync("tinh.thuky");
        await window.ActOnAsync(dossier, "Họp Hội đồng");
        var people = page.Locator("fieldset.card");
        await CountAsync(people.Nth(0), 9, 9, 9, 9, 7, 1); // one valid vote is neither for nor against
        await people.Nth(0).GetByLabel("Hội đồng thông qua", new() { Exact = true }).CheckAsync();
        await CountAsync(people.Nth(1), 9, 9, 9, 9, 4, 5);
        await people.Nth(1).GetByLabel("Hội đồng thông qua", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Người ký").First.FillAsync("Phạm Thị Kỳ Ẩm");
        await page.GetByLabel("Hẹn bổ sung bản ký").FillAsync("30/04/2025");
        await window.ActAsync("Ghi kết quả họp");
        await window.FaultsAsync("Hoàng Thị Mỹ Ẩn");
        await window.FaultsAsync("số phiếu không khớp");
        await window.ShotAsync("hoi-dong-khong-khop");
        await people.Nth(0).GetByLabel("Không đồng ý", new() { Exact = true }).FillAsync("2");
        await window.ActAsync("Ghi kết quả họp");
        await window.FaultsAsync("Võ Văn Ễnh");
        await window.FaultsAsync("kết luận trái với kết quả biểu quyết");
        await people.Nth(1).GetByLabel("Hội đồng không thông qua").CheckAsync();
        await people.Nth(1).GetByLabel("Lý do, nhận xét").FillAsync("Không đủ số phiếu theo quy chế.");
        await window.ActAsync("Ghi kết quả họp");
        await window.SaysAsync("Đã ghi kết quả họp");
        (await OutcomeAsync(window, "Võ Văn Ễnh")).ShouldContain("Không đủ số phiếu theo quy chế.");

        await Walk.PassAsync(await service.ApiAsync("tinh.noivu"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.DecideAsync(await service.ApiAsync("tinh.lanhdao"), "tinh-binh-phuoc", "bang-khen-tinh");

        await window.AsAsync("tinh.noivu");
        await window.ActOnAsync(dossier, "Thông báo kết quả");
        await window.ActAsync("Thông báo kết quả");
        await window.SaysAsync("Đã ghi nhận thông báo");
        await window.AsAsync("tinh.vanthu");
        await window.ActOnAsync(dossier, "Lưu trữ");
        await page.GetByLabel("Nơi lưu hồ sơ giấy").FillAsync("Kho lưu trữ, giá 3, hộp 12");
        await window.ActAsync("Lưu trữ");
        await window.SaysAsync("Đã lưu trữ");
        (await window.TextAsync()).ShouldContain("Kho lưu trữ, giá 3, hộp 12");
        (await OutcomeAsync(window, "Hoàng Thị Mỹ Ẩn")).ShouldContain("Được khen thưởng");
        await window.ShotAsync("da-luu-tru");
        window.Clean();
    }

    [Fact]
    public async Task The_ministry_answers_through_the_office_that_sent_the_dossier()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("thanhan.canbo"), "bang-khen-bo-cong-an", "Hoàng Thị Mỹ Ẩn");
        await Walk.PassAsync(await service.ApiAsync("thanhan.congan"), dossier);
        await Walk.PassAsync(await service.ApiAsync("thanhan.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.ApiAsync("huyen.noivu"), dossier);
        await Walk.PassAsync(await service.ApiAsync("huyen.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.ApiAsync("tinh.congan"), dossier);
        await Walk.PassAsync(await service.ApiAsync("tinh.congan.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });

        await window.AsAsync("tinh.congan");
        await window.DossierAsync(dossier);
        await page.GetByRole(AriaRole.Link, new() { Name = "Ghi nhận kết quả của Bộ trưởng Bộ Công an" }).ClickAsync();
        (await window.TextAsync()).ShouldContain("Bộ Công an ở ngoài hệ thống");
        await page.GetByLabel("Chọn tất cả").CheckAsync();
        await window.ActAsync("Ghi nhận kết quả cho những người đã chọn");
        await window.SaysAsync("Đã lập dự thảo");
        await page.GetByLabel("Người ký").First.FillAsync("Phạm Thị Kỳ Ẩm");
        await page.GetByLabel("Chức vụ người ký").FillAsync("Thứ trưởng");
        await page.GetByLabel("Bản ký (tệp quét)").SetInputFilesAsync(Papers.Pdf("Quyết định của Bộ.pdf"));
        await window.ActAsync("Ghi nhận kết quả");
        await window.FaultsAsync("Số, ký hiệu: phải nhập"); // never a number of our own register
        await page.GetByLabel("Số quyết định").FillAsync("4567/QĐ-BCA-X03");
        await page.GetByLabel("Bản ký (tệp quét)").SetInputFilesAsync(Papers.Pdf("Quyết định của Bộ.pdf"));
        await window.ActAsync("Ghi nhận kết quả");
        await window.SaysAsync("4567/QĐ-BCA-X03");
        var recorded = await window.TextAsync();
        recorded.ShouldContain("Ghi nhận kết quả của Bộ Công an");
        recorded.ShouldContain("SHA-256");
        recorded.ShouldContain(await window.WhoAsync());
        await window.ShotAsync("ket-qua-cua-bo");
        await page.GotoAsync($"/ho-so/{dossier}");
        (await OutcomeAsync(window, "Hoàng Thị Mỹ Ẩn")).ShouldContain("Được khen thưởng");
        (await page.Locator("ol.route").InnerTextAsync()).ShouldContain("Công an tỉnh Bình Phước (Phòng PV05) ghi nhận");
        window.Clean();
    }

    [Fact]
    public async Task A_promised_scan_is_attached_later_and_can_be_fetched()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("minhtam.canbo"), "giay-khen-huyen", "Lâm Hữu Ẩn");
        await Walk.PassAsync(await service.ApiAsync("minhtam.congan"), dossier);
        await Walk.PassAsync(await service.ApiAsync("minhtam.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });

        await window.AsAsync("minhtam.lanhdao");
        await page.GotoAsync($"/ho-so/{dossier}");
        (await window.TextAsync()).ShouldContain("Hẹn bổ sung bản ký chậm nhất ngày 31/12/2025");
        (await window.TextAsync()).ShouldContain("Người ghi nhận");
        await page.GetByRole(AriaRole.Link, new() { Name = "Đính kèm bản ký" }).ClickAsync();
        await window.ActAsync("Đính kèm");
        await window.FaultsAsync("phải chọn tệp");
        await page.GetByLabel("Bản ký (tệp quét)").SetInputFilesAsync(Papers.Program("Tờ trình.pdf"));
        await window.ActAsync("Đính kèm");
        await window.FaultsAsync("Tệp chương trình không được nhận");
        await page.GetByLabel("Bản ký (tệp quét)").SetInputFilesAsync(Papers.Pdf("Tờ trình đã ký.pdf"));
        await window.ActAsync("Đính kèm");
        await window.SaysAsync("Đã đính kèm bản ký");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Tờ trình đã ký.pdf" });
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        download.SuggestedFilename.ShouldBe("Tờ trình đã ký.pdf");
        (await File.ReadAllBytesAsync(await download.PathAsync())).ShouldBe(Papers.Pdf("").Buffer);
        var answer = await page.APIRequest.GetAsync(service.Address + await link.GetAttributeAsync("href"));
        answer.Headers["x-content-type-options"].ShouldBe("nosniff");
        answer.Headers["content-disposition"].ShouldStartWith("attachment");
        window.Clean();
    }

    [Fact]
    public async Task A_secret_dossier_takes_no_name_no_text_and_no_file()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("tanhung.canbo");
        await page.GotoAsync("/lap-ho-so/moi");
        await page.GetByLabel("Tối mật").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tiếp tục" }).ClickAsync();
        await page.GetByLabel("Khen thưởng tổng kết phong trào thi đua").CheckAsync();
        await page.GetByLabel("Giấy khen của Chủ tịch UBND thị trấn", new() { Exact = true }).CheckAsync();
        await window.ActAsync("Lưu nháp và tiếp tục");
        await window.FaultsAsync("Số, ký hiệu");
        await page.GetByLabel("Số, ký hiệu").FillAsync("12/BC-M");
        await page.GetByLabel("Ngày", new() { Exact = false }).Last.FillAsync("10/04/2025");
        await window.ActAsync("Lưu nháp và tiếp tục");
        await window.SaysAsync("Đã lưu nháp");
        await NothingToWriteAsync(window);
        await window.ActAsync("Thêm vào hồ sơ");
        await window.SaysAsync("Đã thêm một đề nghị không ghi tên");
        await page.GetByRole(AriaRole.Link, new() { Name = "Giấy tờ", Exact = true }).ClickAsync();
        await NothingToWriteAsync(window);
        foreach (var component in new[] { "to-trinh", "danh-sach", "bien-ban", "bao-cao-thanh-tich" })
        {
            var row = page.Locator($"#thanh-phan-{component}");
            await row.GetByLabel("Số bộ giấy nộp").FillAsync("2");
            if (component == "bao-cao-thanh-tich")
            {
                await row.GetByRole(AriaRole.Checkbox, new() { Name = "Có xác nhận" }).CheckAsync();
            }

            await row.GetByRole(AriaRole.Button, new() { Name = "Lưu" }).ClickAsync();
            await window.SaysAsync("Đã lưu");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Kiểm tra và nộp", Exact = true }).ClickAsync();
        await window.ActAsync("Nộp hồ sơ");
        await window.SaysAsync("đã nộp, số");
        var dossier = (await page.GetByRole(AriaRole.Main).Locator("a[href^='/ho-so/']").First.GetAttributeAsync("href"))![
            "/ho-so/".Length..
        ];
        await page.GotoAsync($"/ho-so/{dossier}");
        var shown = await window.TextAsync();
        shown.ShouldContain("Độ mật: Tối mật");
        shown.ShouldContain("Hồ sơ giấy số 12/BC-M ngày 10/04/2025");
        shown.ShouldContain("(không ghi tên)");
        await window.ShotAsync("ho-so-mat");

        await window.AsAsync("tanhung.congan");
        await window.ActOnAsync(dossier, "Tiếp nhận");
        await window.ActAsync("Tiếp nhận");
        await window.SaysAsync("Đã tiếp nhận");
        foreach (var act in new[] { "Loại khỏi hồ sơ", "Từ chối", "Trả lại bổ sung", "Thẩm định" })
        {
            await window.ActOnAsync(dossier, act);
            await NothingToWriteAsync(window);
        }

        await page.GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await window.ActAsync("Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");
        window.Clean();
    }

    [Fact]
    public async Task A_nominee_who_is_not_to_be_named_is_a_code_to_others()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var preparer = await service.ApiAsync("tanloi.canbo");
        var dossier = (await Walk.FileAsync(preparer, null, "giay-khen-huyen"))[0];
        (
            await preparer.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Lường Văn Bí Ẩn",
                    kind = "person",
                    unnamed = true,
                }
            )
        ).Ok();
        await Walk.NomineeAsync(preparer, dossier, "Đoàn Công Khai");
        await Walk.StateAllAsync(preparer, dossier);
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();

        foreach (var (who, named) in new[] { ("tanloi.canbo", true), ("tanloi.congan", true), ("huyen.noivu", false), ("giamsat", false) })
        {
            await window.AsAsync(who);
            await page.GotoAsync($"/ho-so/{dossier}");
            var everything = await page.ContentAsync();
            everything.Contains("Lường Văn Bí Ẩn", StringComparison.Ordinal).ShouldBe(named, who);
            everything.ShouldContain("Đoàn Công Khai");
            (await window.TextAsync()).ShouldContain("Không công khai danh tính");
            // Nobody finds a dossier by that name: a search must not tell that there is one.
            await page.GotoAsync("/ho-so?tim=l%C6%B0%E1%BB%9Dng%20v%C4%83n%20b%C3%AD%20%E1%BA%A9n");
            (await window.TextAsync()).ShouldContain("Không có hồ sơ nào khớp", customMessage: who);
        }

        window.Clean();
    }

    private static async Task<IReadOnlyList<string>> Acts(Window window) =>
        [.. (await window.Page.Locator("#viec a.btn").AllInnerTextsAsync()).Select(text => text.Trim())];

    private static Task<string> OutcomeAsync(Window window, string name) =>
        window
            .Page.Locator("section[aria-labelledby=nominees-title] tbody tr")
            .Filter(new() { HasText = name })
            .First.EvaluateAsync<string>("row => row.textContent.replace(/\\s+/g, ' ')");

    private static async Task CountAsync(ILocator person, params int[] votes)
    {
        var labels = new[] { "Tổng số thành viên", "Phiếu phát ra", "Phiếu thu về", "Phiếu hợp lệ", "Đồng ý", "Không đồng ý" };
        foreach (var (label, count) in labels.Zip(votes))
        {
            await person.GetByLabel(label, new() { Exact = true }).FillAsync($"{count}");
        }
    }

    // Numbers, dates, boxes and choices are asked for; never words, never a file.
    private static async Task NothingToWriteAsync(Window window)
    {
        var main = window.Page.GetByRole(AriaRole.Main);
        (await main.Locator("textarea, input[type=file]").CountAsync()).ShouldBe(0, window.Page.Url);
        var texts = await main.Locator("input[type=text]:not([data-date])").EvaluateAllAsync<string[]>("all => all.map(i => i.name)");
        texts.ShouldBeSubsetOf(["number", "copies"], window.Page.Url); // số đến, số bộ
    }
}

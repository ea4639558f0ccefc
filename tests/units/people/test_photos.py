"""The photo of a person: made anew, private, kept when another one takes its place."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import PersonFactory, UnitFactory, UserFactory
from thidua.errors import RuleViolation
from units.accounts.enums import Role
from units.models import AuditEvent, PersonPhoto
from units.people import rules, services

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), **more) -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", size, "green").save(stream, kind, **more)
    return SimpleUploadedFile("the.bin", stream.getvalue())


@pytest.fixture
def person():
    return PersonFactory(unit=UnitFactory(code="LA-01"))


@pytest.fixture
def officer(person):
    return UserFactory(role=Role.OFFICER, over=person.unit)


def test_a_photo_is_made_anew_upright_small_and_without_what_the_camera_wrote(person, officer, client):
    about = Image.Exif()
    about[0x0112], about[0x010E] = 6, "Tọa độ 10.5"  # turned by a quarter; a description
    services.set_photo(person, by=officer, upload=picture(exif=about))
    client.force_login(officer)
    answer = client.get(f"/units/people/{person.pk}/photo/")
    content = b"".join(answer.streaming_content)
    with Image.open(BytesIO(content)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (600, 800), {})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert f"/units/people/{person.pk}/photo/?" in client.get(f"/units/people/{person.pk}/").content.decode()
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.get(f"/units/people/{person.pk}/photo/").status_code == 404


def test_another_one_takes_its_place_and_it_may_be_taken_away(person, officer, client):
    client.force_login(officer)
    page = f"/units/people/{person.pk}/photo"
    for kind in ("PNG", "WEBP"):
        assert client.post(f"{page}/set/", {"upload": picture(kind)}).status_code == 302
    assert [photo.removed_at is None for photo in PersonPhoto.objects.order_by("pk")] == [False, True]
    assert client.post(f"{page}/remove/").status_code == 302
    assert (client.get(f"{page}/").status_code, PersonPhoto.objects.count()) == (404, 2)
    assert [event.action for event in AuditEvent.objects.about(person)] == [
        "people.remove_photo", "people.set_photo", "people.set_photo",
    ]  # fmt: skip
    assert (
        "Chỉ nhận ảnh"
        in client.post(f"{page}/set/", {"upload": SimpleUploadedFile("anh.jpg", b"%PDF-1.7")}).content.decode()
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: SimpleUploadedFile("a.jpg", b"<svg/>"), "Chỉ nhận ảnh JPG, PNG, WebP"),
        (lambda: SimpleUploadedFile("a.jpg", picture().read()[:400]), "Chỉ nhận ảnh JPG, PNG, WebP"),
        (lambda: picture("GIF"), "Chỉ nhận ảnh JPG, PNG, WebP"),
        (lambda: picture("PNG", (6001, 200)), "nhiều nhất 6000 mỗi chiều"),
        (lambda: picture("PNG", (200, 100)), "ít nhất 120 mỗi chiều"),
        (lambda: SimpleUploadedFile("a.jpg", b"x" * (rules.PHOTO_BYTES + 1)), "lớn hơn 2 MB"),
    ],
)
def test_what_is_no_photo_is_refused_beside_the_field(person, officer, upload, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        services.set_photo(person, by=officer, upload=upload())
    assert (refusal.value.field, PersonPhoto.objects.count()) == ("upload", 0)

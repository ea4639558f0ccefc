"""A picture as it may be kept: read, set upright and written anew, so that nothing else the file carried stays."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from thidua.errors import RuleViolation

FORMS = ("JPEG", "PNG", "WEBP")
CONTENT_TYPE = "image/jpeg"
NO_PICTURE = "Chỉ nhận ảnh JPG, PNG, WebP; nội dung tệp này không phải."


def made_anew(
    upload, *, box: tuple[int, int], longest: int, shortest: int, field: str = "upload"
) -> tuple[bytes, tuple[int, int]]:
    """(JPEG bytes, size in pixels) of an uploaded picture, at most `box`.

    longest, shortest: limits of what is taken, in pixels a side. Raises RuleViolation beside `field`.
    """
    try:
        with Image.open(upload, formats=FORMS) as picture:
            width, height = picture.size
            if max(width, height) > longest:
                raise RuleViolation(
                    f"Ảnh {width} × {height} điểm, nhiều nhất {longest} mỗi chiều: thu nhỏ rồi tải lại.", field=field
                )
            if min(width, height) < shortest:
                raise RuleViolation(f"Ảnh {width} × {height} điểm, ít nhất {shortest} mỗi chiều.", field=field)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except RuleViolation:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RuleViolation(NO_PICTURE, field=field) from error
    upright.thumbnail(box)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = BytesIO()
    flat.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue(), flat.size

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "testimages.h"

#include "media/imagecheck.h"

#include <QImageWriter>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

using namespace media;

namespace {

constexpr qint64 kMaxPixels = 200'000'000;

QByteArray be16(quint32 value)
{
    return QByteArray(1, static_cast<char>(value >> 8)) + static_cast<char>(value);
}

QByteArray be32(quint32 value)
{
    return be16(value >> 16) + be16(value & 0xffff);
}

QByteArray le32(quint32 value)
{
    QByteArray bytes = be32(value);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

//! A 3 × 2 GIF of one frame.
QByteArray gif()
{
    return QByteArray("GIF89a\x03\0\x02\0\x80\0\0", 13) + QByteArray("\0\0\0\xff\xff\xff", 6) +
           QByteArray("!\xf9\x04\0\0\0\0\0", 8) + QByteArray(",\0\0\0\0\x03\0\x02\0\0", 10) +
           QByteArray("\x02\x03\x84\x51\x00\x00", 6) + ';';
}

QByteArray webpOf(const QByteArray &chunks)
{
    return "RIFF" + le32(static_cast<quint32>(chunks.size() + 4)) + "WEBP" + chunks;
}

//! A lossless WebP whose header says 5 × 7; what follows the header is no picture, so Qt may object.
QByteArray webpHeaderOnly(quint32 width, quint32 height)
{
    const QByteArray data = QByteArray("\x2f") + le32((width - 1) | (height - 1) << 14) + QByteArray(3, '\0');
    return webpOf("VP8L" + le32(static_cast<quint32>(data.size())) + data);
}

QByteArray box(const QByteArray &type, const QByteArray &content)
{
    return be32(static_cast<quint32>(content.size() + 8)) + type + content;
}

QByteArray avif(quint32 width, quint32 height)
{
    const QByteArray tile = box("ispe", be32(0) + be32(4) + be32(4));
    const QByteArray whole = box("ispe", be32(0) + be32(width) + be32(height));
    return box("ftyp", "avif" + be32(0) + "mif1avif") +
           box("meta", be32(0) + box("hdlr", QByteArray(20, '\0')) + box("iprp", box("ipco", tile + whole))) +
           box("mdat", QByteArray(40, 'x'));
}

QByteArray patched(QByteArray bytes, qsizetype at, const QByteArray &with)
{
    return bytes.replace(at, with.size(), with);
}

QByteArray jpegHeader(quint32 width, quint32 height)
{
    return QByteArray("\xff\xd8") + QByteArray("\xff\xc0", 2) + be16(11) + '\x08' + be16(height) +
           be16(width) + QByteArray("\x01\x01\x11\x00", 4);
}

QByteArray verdict(const QByteArray &bytes, qint64 maxPixels = kMaxPixels)
{
    const auto result = checkImage(bytes, maxPixels);
    if (const auto *fault = std::get_if<net::Fault>(&result))
        return QByteArray(core::causeName(fault->cause).data());
    const auto &info = std::get<ImageInfo>(result);
    return info.mimeType + ' ' + info.suffix.toLatin1() + ' ' + QByteArray::number(info.width) + 'x' +
           QByteArray::number(info.height);
}

} // namespace

class TestImageCheck : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void judges_data();
    void judges();
    void saysWhatItIsInstead();
    void everyPrefixIsCutOff_data();
    void everyPrefixIsCutOff();
    void damageNeverCrashes_data();
    void damageNeverCrashes();
};

void TestImageCheck::initTestCase()
{
    // Qt's readers tell the log about each of the thousands of damaged headers.
    QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.imageio*=false"));
}

void TestImageCheck::judges_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
        QTest::newRow(name) << bytes << QByteArray(expected);
    };
    const QByteArray jpeg = drawnImage("jpg");
    const QByteArray png = drawnImage("png");
    row("a JPEG", jpeg, "image/jpeg jpg 64x48");
    row("a JPEG with bytes after its end", jpeg + QByteArray(1000, 'x'), "image/jpeg jpg 64x48");
    row("a JPEG without its end", jpeg.chopped(2), "truncated");
    row("half a JPEG", jpeg.left(jpeg.size() / 2), "truncated");
    row("a JPEG with an end marker in a comment, cut off",
        jpeg.left(2) + QByteArray("\xff\xfe\x00\x06\xff\xd9\xff\xd9", 8) + jpeg.mid(2, jpeg.size() - 10),
        "truncated");
    row("a JPEG without a picture", QByteArray("\xff\xd8\xff\xd9"), "undecodable");
    row("a JPEG with a frame but no scan", jpegHeader(8, 8) + QByteArray("\xff\xd9"), "undecodable");
    row("a JPEG segment shorter than its own length", QByteArray("\xff\xd8\xff\xe0\x00\x01\xff\xd9", 8),
        "undecodable");
    row("a JPEG of 60,000 by 60,000", jpegHeader(60'000, 60'000), "too_many_pixels");
    row("a JPEG of no height", jpegHeader(8, 0) + QByteArray(20, 'x'), "undecodable");
    row("a PNG", png, "image/png png 64x48");
    row("a PNG with bytes after its end", png + "more", "image/png png 64x48");
    row("a PNG without its last chunk", png.chopped(12), "truncated");
    row("a PNG of 60,000 by 60,000", patched(png, 16, be32(60'000) + be32(60'000)), "too_many_pixels");
    row("a PNG of 2^32-1 squared", patched(png, 16, be32(0xffffffff) + be32(0xffffffff)), "too_many_pixels");
    row("a PNG of no width", patched(png, 16, be32(0)), "undecodable");
    row("a PNG with a wrong checksum", patched(png, png.size() - 20, "!"), "undecodable");
    row("a PNG with a chunk of 4 GB", patched(png, 33, be32(0xfffffff0)), "undecodable");
    row("a PNG with a chunk of 2 GB", patched(png, 33, be32(0x7ffffff0)), "truncated");
    row("a PNG without a header chunk", patched(png, 12, "JHDR"), "undecodable");
    row("a GIF", gif(), "image/gif gif 3x2");
    row("a GIF without its trailer", gif().chopped(1), "truncated");
    row("a GIF without a frame", gif().left(19) + ';', "undecodable");
    row("a GIF of 60,000 by 60,000", patched(gif(), 6, "\x60\xea\x60\xea"), "too_many_pixels");
    row("a GIF with an unknown block", gif().left(19) + "Q" + gif().mid(19), "undecodable");
    row("an AVIF, the largest extents count", avif(640, 480), "image/avif avif 640x480");
    row("an AVIF without its data", avif(640, 480).chopped(48), "truncated");
    row("half an AVIF", avif(640, 480).chopped(10), "truncated");
    row("an AVIF of 60,000 by 60,000", avif(60'000, 60'000), "too_many_pixels");
    row("an AVIF of 2^32-1 squared", avif(0xffffffff, 0xffffffff), "too_many_pixels");
    row("an AVIF without extents", box("ftyp", "avif" + be32(0)) + box("mdat", "x"), "undecodable");
    row("a film", box("ftyp", "isom" + be32(0) + "mp42") + box("mdat", "x"), "not_an_image");
    row("a WebP of 16,384 by 16,384", webpHeaderOnly(16'384, 16'384), "too_many_pixels");
    row("half a WebP", webpHeaderOnly(5, 7).chopped(4), "truncated");
    row("a WebP without a picture", webpOf("EXIF" + le32(4) + "abcd"), "undecodable");
    row("a WebP chunk larger than its file", webpOf("VP8L" + le32(0xffffffff) + "abcd"), "undecodable");
    row("nothing", {}, "empty");
    row("one byte of a JPEG", "\xff", "truncated");
    row("three bytes of a PNG", "\x89PN", "truncated");
    row("ten bytes of a WebP", "RIFFabcdWE", "truncated");
    row("a sound", "RIFF" + le32(100) + "WAVE" + QByteArray(96, '\0'), "not_an_image");
    row("a web page", "<!DOCTYPE html><html><body>Log in</body></html>", "not_an_image");
    row("a web page after blanks and a mark", "\xef\xbb\xbf \n <html>", "not_an_image");
    row("a drawing with a script", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_an_image");
    row("JSON", "{\"error\":\"no\"}", "not_an_image");
    row("text", "not found", "not_an_image");
    row("a bitmap", drawnImage("bmp"), "not_an_image");
    row("zeros", QByteArray(1000, '\0'), "not_an_image");
    if (QImageWriter::supportedImageFormats().contains("webp")) {
        const QByteArray webp = drawnImage("webp");
        row("a WebP", webp, "image/webp webp 64x48");
        row("a WebP that is cut off", webp.chopped(20), "truncated");
        row("an extended WebP",
            webpOf("VP8X" + le32(10) + QByteArray("\0\0\0\0\x3f\0\0\x2f\0\0", 10) + webp.mid(12)),
            "image/webp webp 64x48");
    }
}

void TestImageCheck::judges()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QCOMPARE(verdict(bytes), expected);
}

void TestImageCheck::saysWhatItIsInstead()
{
    const auto message = [](const QByteArray &bytes) {
        return std::get<net::Fault>(checkImage(bytes, kMaxPixels)).message;
    };
    QVERIFY(message("<html><svg></svg></html>").contains(QLatin1String("SVG")) ||
            message("<html></html>").contains(QLatin1String("web page")));
    QVERIFY(message("<html></html>").contains(QLatin1String("web page")));
    QVERIFY(message("<?xml version='1.0'?><svg/>").contains(QLatin1String("SVG")));
    QVERIFY(message("[1]").contains(QLatin1String("JSON")));
}

void TestImageCheck::everyPrefixIsCutOff_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("JPEG") << drawnImage("jpg", 16, 16);
    QTest::newRow("PNG") << drawnImage("png", 16, 16);
    QTest::newRow("GIF") << gif();
}

void TestImageCheck::everyPrefixIsCutOff()
{
    QFETCH(QByteArray, bytes);
    for (qsizetype length = 1; length < bytes.size(); ++length)
        QCOMPARE(verdict(QByteArray(bytes.constData(), length)),
                 QByteArray("truncated")); // a copy: exact bounds
}

void TestImageCheck::damageNeverCrashes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("JPEG") << drawnImage("jpg", 16, 16);
    QTest::newRow("PNG") << drawnImage("png", 16, 16);
    QTest::newRow("GIF") << gif();
    QTest::newRow("AVIF") << avif(640, 480);
    QTest::newRow("WebP, header only") << webpHeaderOnly(5, 7);
    if (QImageWriter::supportedImageFormats().contains("webp"))
        QTest::newRow("WebP") << drawnImage("webp", 16, 16);
}

void TestImageCheck::damageNeverCrashes()
{
    QFETCH(QByteArray, bytes);
    QRandomGenerator random(4711);
    int judged = 0;
    for (int round = 0; round < 3000; ++round) {
        QByteArray damaged(bytes.constData(), bytes.size());
        const int flips = 1 + static_cast<int>(random.bounded(4));
        for (int i = 0; i < flips; ++i)
            damaged[static_cast<qsizetype>(random.bounded(static_cast<int>(damaged.size())))] =
                static_cast<char>(random.bounded(256));
        if (round % 3 == 0)
            damaged.truncate(static_cast<qsizetype>(random.bounded(static_cast<int>(damaged.size()))));
        const auto result = checkImage(damaged, kMaxPixels);
        if (const auto *info = std::get_if<ImageInfo>(&result))
            QVERIFY(info->width > 0 && info->height > 0 && qint64(info->width) * info->height <= kMaxPixels);
        ++judged;
    }
    QCOMPARE(judged, 3000);
}

QTEST_GUILESS_MAIN(TestImageCheck)
#include "tst_imagecheck.moc"

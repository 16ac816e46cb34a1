// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetchbench.h"
#include "testimages.h"

#include "media/imagestore.h"

#include <QDirIterator>
#include <QTemporaryDir>

using namespace net;

//! The road of an image from the origin into the folder, with origins that do not mean well.
class TestImageFetch : public QObject
{
    Q_OBJECT

private slots:
    void namesTheCauseAndKeepsNothing_data();
    void namesTheCauseAndKeepsNothing();
    void cancellingKeepsNothing();
    void endingThePoolKeepsNothing();

private:
    static QStringList filesBelow(const QString &root)
    {
        QStringList files;
        QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(it.next());
        return files;
    }
};

namespace {

const QString kVehicle = QStringLiteral("ab123456-0000-4000-8000-000000000001");

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

QByteArray hugeHeader()
{
    QByteArray png = drawnImage("png");
    return png.replace(16, 8, QByteArray("\x00\x00\xea\x60\x00\x00\xea\x60", 8));
}

} // namespace

void TestImageFetch::namesTheCauseAndKeepsNothing_data()
{
    using End = Script::End;
    QTest::addColumn<Script>("script");
    QTest::addColumn<QByteArray>("cause");
    const auto row = [](const char *name, const Script &script, const char *cause) {
        QTest::newRow(name) << script << QByteArray(cause);
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray jpeg = drawnImage("jpg", 200, 200);
    const QByteArray half = jpeg.left(jpeg.size() / 2);
    row("an image", response(200, jpeg), "done");
    row("an image in chunks",
        raw(chunked + chunk(half) + chunk(jpeg.mid(half.size())) + chunk({}), End::KeepAlive), "done");
    row("an image until the connection ends", raw(ok + "Connection: close\r\n\r\n" + jpeg, End::Close),
        "done");
    row("a PNG named .jpg", response(200, drawnImage("png"), "Content-Type: image/jpeg\r\n"), "done");
    row("closed after half the body", raw(ok + "Content-Length: 99999\r\n\r\n" + half, End::Close),
        "truncated");
    row("a Content-Length that is too small", raw(ok + "Content-Length: 400\r\n\r\n" + jpeg, End::Close),
        "truncated");
    row("half the body without a length", raw(ok + "Connection: close\r\n\r\n" + half, End::Close),
        "truncated");
    row("chunked garbage at the start", raw(chunked + "zz\r\n" + half, End::Close), "truncated");
    row("chunked garbage in the middle", raw(chunked + chunk(half) + "zz\r\nabc", End::Close), "truncated");
    row("no last chunk", raw(chunked + chunk(half), End::Close), "truncated");
    row("a chunk that ends early", raw(chunked + "ffff\r\n" + half, End::Close), "truncated");
    row("a truncated JPEG with the right length", response(200, half), "truncated");
    row("a web page with status 200", response(200, "<html>hello</html>", "Content-Type: text/html\r\n"),
        "not_an_image");
    row("a login page with status 200", response(200, "<!DOCTYPE html><form>password</form>"),
        "not_an_image");
    row("a challenge with status 200", response(200, "<html><title>Just a moment...</title></html>"),
        "not_an_image");
    row("a drawing with a script", response(200, "<svg><script>1</script></svg>"), "not_an_image");
    row("zero bytes", response(200, {}), "empty");
    row("60,000 by 60,000 pixels", response(200, hugeHeader()), "too_many_pixels");
    Script large = raw("HTTP/1.1 200 OK\r\nContent-Length: 62914560\r\n\r\n", End::Close);
    large.filler = 60LL * 1024 * 1024;
    row("60 MB", large, "too_large");
    row("a redirect to a page that is gone", response(301, {}, "Location: /gone\r\n"), "not_found");
}

void TestImageFetch::namesTheCauseAndKeepsNothing()
{
    QFETCH(Script, script);
    QFETCH(QByteArray, cause);
    const QTemporaryDir dir;
    FaultServer server;
    server.on("/a.jpg", {script});
    Bench bench;
    auto store = media::openImageStore({dir.path()});
    QVERIFY(store);
    const QUrl url = server.url(QStringLiteral("/a.jpg"));
    std::shared_ptr<media::ImageSink> sink = (*store)->forVehicle(kVehicle)->sinkFor(url.toString());
    QByteArray got;
    bench.pool->submit({url, "image/*", sink}, 1, [&](const FetchResult &result) { got = causeOf(result); });
    QTRY_VERIFY(!got.isEmpty());
    QCOMPARE(got, cause);
    QCOMPARE(sink->stored().has_value(), cause == "done");
    sink.reset();
    QTRY_COMPARE(filesBelow(dir.path()).size(), cause == "done" ? 1 : 0);
}

void TestImageFetch::cancellingKeepsNothing()
{
    const QTemporaryDir dir;
    FaultServer server;
    server.on("/a.jpg", {raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc", Script::End::Hang)});
    Bench bench([](FetchSettings &settings) { settings.timeoutMs = 60'000; });
    auto store = media::openImageStore({dir.path()});
    QVERIFY(store);
    QByteArray got;
    const QUrl url = server.url(QStringLiteral("/a.jpg"));
    bench.pool->submit({url, "image/*", (*store)->forVehicle(kVehicle)->sinkFor(url.toString())}, 1,
                       [&](const FetchResult &result) { got = causeOf(result); });
    QTRY_COMPARE(filesBelow(dir.path()).size(), 1);
    bench.pool->cancel(1);
    QTRY_COMPARE(got, QByteArray("cancelled"));
    QTRY_COMPARE(filesBelow(dir.path()).size(), 0);
}

void TestImageFetch::endingThePoolKeepsNothing()
{
    const QTemporaryDir dir;
    FaultServer server;
    server.on("/a.jpg", {raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc", Script::End::Hang)});
    Bench bench([](FetchSettings &settings) { settings.timeoutMs = 60'000; });
    auto store = media::openImageStore({dir.path()});
    QVERIFY(store);
    for (int i = 0; i < 4; ++i)
        bench.pool->submit({server.url(QStringLiteral("/a.jpg")), "image/*",
                            (*store)->forVehicle(kVehicle)->sinkFor(QString::number(i))},
                           1, [](const FetchResult &) {});
    QTRY_COMPARE(filesBelow(dir.path()).size(), 4);
    bench.pool.reset();
    QCOMPARE(filesBelow(dir.path()).size(), 0);
}

QTEST_GUILESS_MAIN(TestImageFetch)
#include "tst_imagefetch.moc"

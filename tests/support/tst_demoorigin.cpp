// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/originfixture.h"
#include "support/rawclient.h"
#include "support/sampleimage.h"

#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace testsupport;

Q_DECLARE_METATYPE(testsupport::Fault)

//! The origin itself: what it serves, how it fails and what it remembers.
class TestDemoOrigin : public QObject
{
    Q_OBJECT

private slots:
    void servesThePageThatWasDeclared();
    void servesOneDifferentImagePerUrl();
    void servesTheSameImageUnderAllItsNames();
    void drawsPhotographsOfAUsualSize();
    void drawsTheSameImageAgain_data();
    void drawsTheSameImageAgain();
    void servesBytesAsTheyWereAdded();
    void answersUnknownPathsWith404();
    void failsAsDeclared_data();
    void failsAsDeclared();
    void recoversAfterTheDeclaredNumberOfFailures();
    void dripsAtTheDeclaredSpeed();
    void waitsAsDeclared();
    void prefersAnExactFaultToAPrefix();
    void qtFollowsItsRedirectAndSeesRetryAfter();
    void keepsConnectionsOpen();
    void answersPipelinedRequestsInOrder();
    void closesWhenTheClientAsksForIt();
    void survivesGarbage();
    void countsRequestsAndBytes();
    void logsARequestWhoseClientGaveUp();
    void countsConcurrentRequests();
    void writesTheLogAsJsonLines();
    void healsAndBreaksOnRequest();
    void reportsATakenPort();
    void startsAgainAfterAStop();
};

namespace {

const QString kPath = QStringLiteral("/wp-content/uploads/2026/05/saab_1.jpg");

QSize decodedSize(const QByteArray &bytes)
{
    return QImage::fromData(bytes).size();
}

} // namespace

void TestDemoOrigin::servesThePageThatWasDeclared()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 3);
    RawClient client(fixture.origin.port());

    const RawAnswer answer = client.get(page.path());

    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.headers.value("content-type"), QByteArray("text/html; charset=UTF-8"));
    QCOMPARE(answer.body, page.html(fixture.origin.baseUrl()));
    QVERIFY(
        answer.body.contains("1991 Saab 900 Turbo for sale on BaT Auctions - sold for $12,500 on May 4, 2026 "
                             "(Lot #240,001) |  Bring a Trailer</title>"));
    const QByteArray image = "127.0.0.1:" + QByteArray::number(fixture.origin.port()) +
                             "\\/wp-content\\/uploads\\/2026\\/05\\/saab_3.jpg?fit=";
    QVERIFY(answer.body.contains(image));
    QCOMPARE(client.get(QStringLiteral("/listing/saab?utm=x")).body, answer.body);
}

void TestDemoOrigin::servesOneDifferentImagePerUrl()
{
    OriginFixture fixture;
    ListingPage page = fixture.addListing(QStringLiteral("saab"), 12);
    page.twins.insert(page.images[8], page.images[2]);
    fixture.origin.addListing(page);
    RawClient client(fixture.origin.port());
    QSet<QByteArray> different;

    for (const QString &path : page.images) {
        const RawAnswer answer = client.get(path);
        QCOMPARE(answer.headers.value("content-type"), QByteArray("image/jpeg"));
        QCOMPARE(decodedSize(answer.body), QSize(96, 64));
        QCOMPARE(client.get(path).body, answer.body);
        different.insert(answer.body);
    }

    QCOMPARE(different.size(), page.images.size() - 1);
    QCOMPARE(fixture.origin.resource(page.images[8]), fixture.origin.resource(page.images[2]));
}

void TestDemoOrigin::servesTheSameImageUnderAllItsNames()
{
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("saab"), 1);
    RawClient client(fixture.origin.port());
    const QByteArray image = client.get(kPath).body;

    QCOMPARE(client.get(QStringLiteral("/wp-content/uploads/2026/05/saab_1-scaled.jpg")).body, image);
    QCOMPARE(client.get(QStringLiteral("/wp-content/uploads/2026/05/saab_1-1024x682.jpg")).body, image);
    QCOMPARE(client.get(kPath + QStringLiteral("?resize=235%2C157")).body, image);
}

void TestDemoOrigin::drawsPhotographsOfAUsualSize()
{
    OriginOptions options = OriginFixture::emptyOptions();
    options.imageSize = QSize(800, 533);
    OriginFixture fixture(options);
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 5);

    for (const QString &path : page.images) {
        const QByteArray image = fixture.origin.resource(path);
        QCOMPARE(decodedSize(image), QSize(800, 533));
        QVERIFY2(image.size() > 20'000 && image.size() < 90'000, qPrintable(QString::number(image.size())));
    }
}

void TestDemoOrigin::drawsTheSameImageAgain_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("as in tests") << QSize(96, 64);
    QTest::newRow("of odd proportions") << QSize(101, 67);
    QTest::newRow("as in the demo") << QSize(800, 533);
}

void TestDemoOrigin::drawsTheSameImageAgain()
{
    QFETCH(QSize, size);
    for (int number = 1; number <= 5; ++number) {
        const ImageSubject subject{QStringLiteral("1991 Saab 900"),
                                   QStringLiteral("coupe"),
                                   QStringLiteral("#336699"),
                                   QStringLiteral("saab"),
                                   number,
                                   5};
        const QByteArray first = drawImage(subject, size);
        QByteArray dirt(size.width() * size.height() * 4, char(0xa5)); // memory that the second one may get
        dirt.clear();
        QCOMPARE(drawImage(subject, size), first);
    }
}

void TestDemoOrigin::servesBytesAsTheyWereAdded()
{
    OriginFixture fixture;
    fixture.origin.addResource(QStringLiteral("/a/b.gif"), "image/gif", "GIF89a");
    RawClient client(fixture.origin.port());

    const RawAnswer answer = client.get(QStringLiteral("/a/b.gif"));
    QCOMPARE(answer.body, QByteArray("GIF89a"));
    QCOMPARE(answer.headers.value("content-type"), QByteArray("image/gif"));
    fixture.origin.removeResource(QStringLiteral("/a/b.gif"));
    QCOMPARE(client.get(QStringLiteral("/a/b.gif")).status, 404);
}

void TestDemoOrigin::answersUnknownPathsWith404()
{
    OriginFixture fixture;
    RawClient client(fixture.origin.port());
    QCOMPARE(client.get(QStringLiteral("/listing/never-listed/")).status, 404);
    QCOMPARE(client.post(QStringLiteral("/listing/never-listed/")).status, 405);
}

void TestDemoOrigin::failsAsDeclared_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("isRightImage");
    using Kind = Fault::Kind;
    const QByteArray none;
    const QByteArray html("<!doctype html>");
    const QByteArray jpeg("\xff\xd8\xff");

    QTest::newRow("no fault") << Fault() << 200 << true << true << none << jpeg << true;
    QTest::newRow("server error") << Fault::withStatus(500) << 500 << true << true << none << html << false;
    QTest::newRow("unavailable") << Fault::withStatus(503) << 503 << true << true << none << html << false;
    QTest::newRow("not found") << Fault::withStatus(404) << 404 << true << true << none << html << false;
    QTest::newRow("gone") << Fault::withStatus(410) << 410 << true << true << none << html << false;
    QTest::newRow("forbidden") << Fault::withStatus(403) << 403 << true << true << none << html << false;
    QTest::newRow("rate limited in seconds")
        << Fault::rateLimited("7") << 429 << true << true << QByteArray("retry-after: 7") << html << false;
    QTest::newRow("redirected") << Fault::redirect("/elsewhere", 301) << 301 << true << true
                                << QByteArray("location: /elsewhere") << html << false;
    QTest::newRow("body cut off under the whole length")
        << Fault::of(Kind::TruncatedBody) << 200 << false << false << none << jpeg << false;
    QTest::newRow("image cut off with a length that agrees")
        << Fault::of(Kind::TruncatedImage) << 200 << true << true << none << jpeg << false;
    QTest::newRow("a page called an image") << Fault::of(Kind::HtmlAsImage) << 200 << true << true
                                            << QByteArray("content-type: image/jpeg") << html << false;
    QTest::newRow("a bot check with status 200")
        << Fault::of(Kind::Challenge) << 200 << true << true
        << QByteArray("content-type: text/html; charset=UTF-8") << html << false;
    QTest::newRow("zero bytes") << Fault::of(Kind::Empty) << 200 << true << true
                                << QByteArray("content-length: 0") << none << false;
    QTest::newRow("closed without an answer")
        << Fault::of(Kind::Close) << 0 << false << false << none << none << false;
    QTest::newRow("reset") << Fault::of(Kind::Reset) << 0 << false << false << none << none << false;
    QTest::newRow("never answered") << Fault::of(Kind::Hang) << 0 << false << true << none << none << false;
    QTest::newRow("a PNG called a JPEG")
        << Fault::of(Kind::PngAsJpeg) << 200 << true << true << QByteArray("content-type: image/jpeg")
        << QByteArray("\x89PNG") << true;
    QTest::newRow("an answer as given")
        << Fault::answer(418, "text/plain", "teapot") << 418 << true << true
        << QByteArray("content-type: text/plain") << QByteArray("teapot") << false;
    Fault raw = Fault::of(Kind::Raw);
    raw.body = "HTTP/1.1 200 Fine\r\nContent-Length: 9\r\n\r\nshort";
    QTest::newRow("raw bytes") << raw << 200 << false << false << none << QByteArray("short") << false;
}

void TestDemoOrigin::failsAsDeclared()
{
    QFETCH(Fault, fault);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, start);
    QFETCH(bool, isRightImage);
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("saab"), 1);
    fixture.origin.setFault(kPath, fault);
    RawClient client(fixture.origin.port());

    const RawAnswer answer = client.get(kPath, fault.kind == Fault::Kind::Hang ? 200 : 10000);

    QTEST(answer.status, "status");
    QTEST(answer.isWhole, "isWhole");
    if (!answer.isWhole && answer.isOpen && fault.kind != Fault::Kind::Hang)
        client.socket().waitForDisconnected(5000);
    QTEST(client.socket().state() == QAbstractSocket::ConnectedState, "isOpen");
    const auto colon = header.indexOf(':');
    if (colon > 0)
        QCOMPARE(answer.headers.value(header.first(colon)), header.mid(colon + 1).trimmed());
    QVERIFY(answer.body.startsWith(start));
    const QImage right = QImage::fromData(fixture.origin.resource(kPath));
    QCOMPARE(answer.isWhole && QImage::fromData(answer.body) == right, isRightImage);
    QCOMPARE(fixture.origin.requestCount(kPath), 1);
    fixture.origin.clearFaults();
    RawClient other(fixture.origin.port());
    QCOMPARE(other.get(kPath).body, fixture.origin.resource(kPath));
}

void TestDemoOrigin::recoversAfterTheDeclaredNumberOfFailures()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 1);
    fixture.origin.setFault(page.path(), Fault::withStatus(500, 2));
    RawClient client(fixture.origin.port());

    QCOMPARE(client.get(page.path()).status, 500);
    QCOMPARE(fixture.origin.faultCount(), 1);
    QCOMPARE(client.get(QStringLiteral("/listing/saab")).status, 500);
    QCOMPARE(fixture.origin.faultCount(), 0);
    QCOMPARE(client.get(page.path()).status, 200);
    QCOMPARE(fixture.origin.requestCount(page.path()), 3);
}

void TestDemoOrigin::dripsAtTheDeclaredSpeed()
{
    OriginFixture fixture;
    fixture.origin.addResource(QStringLiteral("/slow"), "text/plain", QByteArray(60, 'x'));
    fixture.origin.setFault(QStringLiteral("/slow"), Fault::drip(200));
    RawClient client(fixture.origin.port());

    const RawAnswer answer = client.get(QStringLiteral("/slow"));

    QCOMPARE(answer.body, QByteArray(60, 'x'));
    QVERIFY2(answer.elapsedMs >= 150, qPrintable(QString::number(answer.elapsedMs)));
    QCOMPARE(fixture.origin.requests().constLast().bytes, 60);
}

void TestDemoOrigin::waitsAsDeclared()
{
    OriginOptions options = OriginFixture::emptyOptions();
    options.delayMs = 60;
    OriginFixture fixture(options);
    fixture.origin.addResource(QStringLiteral("/a"), "text/plain", "a");
    RawClient client(fixture.origin.port());

    QVERIFY(client.get(QStringLiteral("/a")).elapsedMs >= 55);
    fixture.origin.setFault(QStringLiteral("/a"), Fault::delayed(100));
    const RawAnswer answer = client.get(QStringLiteral("/a"));
    QVERIFY(answer.elapsedMs >= 155);
    QCOMPARE(answer.body, QByteArray("a"));
}

void TestDemoOrigin::prefersAnExactFaultToAPrefix()
{
    OriginFixture fixture;
    fixture.origin.setFault(QStringLiteral("/img/*"), Fault::withStatus(503));
    fixture.origin.setFault(QStringLiteral("/img/1.jpg"), Fault::withStatus(410));
    RawClient client(fixture.origin.port());

    QCOMPARE(client.get(QStringLiteral("/img/1.jpg")).status, 410);
    QCOMPARE(client.get(QStringLiteral("/img/2.jpg")).status, 503);
    QCOMPARE(client.get(QStringLiteral("/other/2.jpg")).status, 404);
}

void TestDemoOrigin::qtFollowsItsRedirectAndSeesRetryAfter()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 2);
    fixture.origin.setFault(page.images[0], Fault::redirect(page.images[1].toLatin1()));
    fixture.origin.setFault(page.path(), Fault::rateLimited("3"));
    QNetworkAccessManager manager;

    std::unique_ptr<QNetworkReply> image(manager.get(QNetworkRequest(fixture.origin.url(page.images[0]))));
    std::unique_ptr<QNetworkReply> listing(manager.get(QNetworkRequest(fixture.origin.url(page.path()))));

    QTRY_VERIFY(image->isFinished() && listing->isFinished());
    QCOMPARE(image->readAll(), fixture.origin.resource(page.images[1]));
    QCOMPARE(listing->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 429);
    QCOMPARE(listing->rawHeader("Retry-After"), QByteArray("3"));
    QCOMPARE(fixture.origin.requestCount(), 3);
}

void TestDemoOrigin::keepsConnectionsOpen()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 4);
    RawClient client(fixture.origin.port());

    for (const QString &path : page.images)
        QVERIFY(client.get(path).isOpen);

    QCOMPARE(fixture.origin.log().connectionCount(), 1);
    QCOMPARE(fixture.origin.requestCount(), 4);
}

void TestDemoOrigin::answersPipelinedRequestsInOrder()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 2);
    fixture.origin.setFault(page.images[0], Fault::delayed(50));
    RawClient client(fixture.origin.port());

    client.send(RawClient::requestFor(page.images[0]) + RawClient::requestFor(page.images[1], "HEAD") +
                RawClient::requestFor(page.images[1]));

    QCOMPARE(client.receive().body, fixture.origin.resource(page.images[0]));
    const RawAnswer head = client.receive(10000, false);
    QCOMPARE(head.headers.value("content-length").toLongLong(),
             fixture.origin.resource(page.images[1]).size());
    QCOMPARE(client.receive().body, fixture.origin.resource(page.images[1]));
}

void TestDemoOrigin::closesWhenTheClientAsksForIt()
{
    OriginFixture fixture;
    RawClient client(fixture.origin.port());
    client.send(RawClient::requestFor(QStringLiteral("/"), "GET", "Connection: close\r\n"));
    QCOMPARE(client.receive().status, 404);
    QVERIFY(client.socket().state() == QAbstractSocket::UnconnectedState ||
            client.socket().waitForDisconnected(5000));
}

void TestDemoOrigin::survivesGarbage()
{
    OriginFixture fixture;
    RawClient garbage(fixture.origin.port());
    garbage.send(QByteArray("\0\xff nonsense\r\n\r\n", 15));
    QCOMPARE(garbage.receive().status, 405);
    RawClient endless(fixture.origin.port());
    endless.send(QByteArray(3 * 1024 * 1024, 'x'));
    QVERIFY(endless.socket().state() == QAbstractSocket::UnconnectedState ||
            endless.socket().waitForDisconnected(5000));
    RawClient client(fixture.origin.port());
    QCOMPARE(client.get(QStringLiteral("/")).status, 404);
}

void TestDemoOrigin::countsRequestsAndBytes()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 2);
    fixture.origin.setFault(page.images[1], Fault::of(Fault::Kind::TruncatedBody));
    RawClient client(fixture.origin.port());
    client.get(page.images[0] + QStringLiteral("?w=620"));
    client.get(page.images[1]);

    const QList<LoggedRequest> requests = fixture.origin.requests();

    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests[0].sequence, 1);
    QCOMPARE(requests[0].path, page.images[0]);
    QCOMPARE(requests[0].query, QStringLiteral("w=620"));
    QCOMPARE(requests[0].bytes, fixture.origin.resource(page.images[0]).size());
    QCOMPARE(requests[0].fault, QString());
    QCOMPARE(requests[1].bytes, fixture.origin.resource(page.images[1]).size() / 2);
    QCOMPARE(requests[1].fault, QStringLiteral("truncated_body"));
    QCOMPARE(requests[1].status, 200);
    fixture.origin.log().clear();
    QCOMPARE(fixture.origin.requestCount(), 0);
    RawClient(fixture.origin.port()).get(page.images[0]);
    QCOMPARE(fixture.origin.requestCount(page.images[0]), 1);
    QCOMPARE(fixture.origin.requests().constFirst().sequence, 3);
}

void TestDemoOrigin::logsARequestWhoseClientGaveUp()
{
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("saab"), 1);
    fixture.origin.setFault(kPath, Fault::of(Fault::Kind::Hang));
    {
        RawClient client(fixture.origin.port());
        client.send(RawClient::requestFor(kPath));
        QTRY_COMPARE(fixture.origin.requestCount(kPath), 1);
    }
    QTRY_COMPARE(fixture.origin.requests().constLast().fault, QStringLiteral("hang"));
    QCOMPARE(fixture.origin.requests().constLast().status, 0);
}

void TestDemoOrigin::countsConcurrentRequests()
{
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("saab"), 1);
    fixture.origin.setFault(kPath, Fault::delayed(400, 3));
    std::array clients = {RawClient(fixture.origin.port()), RawClient(fixture.origin.port()),
                          RawClient(fixture.origin.port())};
    for (RawClient &client : clients)
        client.send(RawClient::requestFor(kPath));
    for (RawClient &client : clients)
        QCOMPARE(client.receive().status, 200);
    QCOMPARE(fixture.origin.maxConcurrent(), 3);
    QCOMPARE(fixture.origin.log().maxConnections(), 3);
    QTRY_COMPARE(fixture.origin.log().concurrent(), 0);

    fixture.origin.log().clear();
    clients[0].get(kPath);
    clients[1].get(kPath);
    QCOMPARE(fixture.origin.maxConcurrent(), 1);
}

void TestDemoOrigin::writesTheLogAsJsonLines()
{
    QTemporaryDir folder;
    OriginOptions options = OriginFixture::emptyOptions();
    options.logFile = folder.filePath(QStringLiteral("log.jsonl"));
    OriginFixture fixture(options);
    fixture.addListing(QStringLiteral("saab"), 1);
    fixture.origin.setFault(kPath, Fault::withStatus(503, 1));
    RawClient client(fixture.origin.port());
    client.get(kPath);
    client.get(kPath);

    QFile file(options.logFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();

    QCOMPARE(bytes, fixture.origin.log().toJsonLines());
    const QList<QByteArray> lines = bytes.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value(QStringLiteral("status")).toInt(), 503);
    QCOMPARE(first.value(QStringLiteral("path")).toString(), kPath);
    QCOMPARE(first.value(QStringLiteral("fault")).toString(), QStringLiteral("status"));
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object().value(QStringLiteral("seq")).toInt(), 2);
}

void TestDemoOrigin::healsAndBreaksOnRequest()
{
    OriginFixture fixture(OriginFixture::sampleOptions(true));
    const ListingPage page = fixture.addListing(QStringLiteral("saab"), 1);
    const int demoFaults = fixture.origin.faultCount();
    QVERIFY(demoFaults > 20);
    RawClient client(fixture.origin.port());

    QCOMPARE(client.post(QStringLiteral("/_origin/heal")).status, 200);
    QCOMPARE(fixture.origin.faultCount(), 0);
    QCOMPARE(client.post(QStringLiteral("/_origin/break")).status, 200);
    QCOMPARE(fixture.origin.faultCount(), demoFaults);
    QCOMPARE(client.post(QStringLiteral("/_origin/break?path=/listing/saab/&kind=status&status=503&times=1"))
                 .status,
             200);
    QCOMPARE(client.get(page.path()).status, 503);
    QCOMPARE(client.get(page.path()).status, 200);
    QCOMPARE(client.post(QStringLiteral("/_origin/break?path=/listing/saab/&kind=mischief")).status, 400);
    QCOMPARE(client.post(QStringLiteral("/_origin/break?path=/listing/saab/&kind=empty")).status, 200);
    QCOMPARE(client.post(QStringLiteral("/_origin/heal?path=/listing/saab/")).status, 200);
    QCOMPARE(client.get(QStringLiteral("/_origin/faults")).body.count('\n'), demoFaults);
    QCOMPARE(client.get(QStringLiteral("/_origin/urls")).body.count('\n'),
             fixture.origin.listingUrls().size());
    QCOMPARE(client.get(QStringLiteral("/_origin/log")).body, fixture.origin.log().toJsonLines());
    QCOMPARE(fixture.origin.requestCount(), 2);
}

void TestDemoOrigin::reportsATakenPort()
{
    OriginFixture fixture;
    OriginOptions options = OriginFixture::emptyOptions();
    options.port = fixture.origin.port();
    DemoOrigin second(options);
    QVERIFY(!second.start());
    QVERIFY(!second.errorString().isEmpty());
}

void TestDemoOrigin::startsAgainAfterAStop()
{
    OriginFixture fixture;
    const quint16 port = fixture.origin.port();
    RawClient client(port);
    QCOMPARE(client.get(QStringLiteral("/")).status, 404);
    fixture.origin.stop();
    QVERIFY(client.socket().state() == QAbstractSocket::UnconnectedState ||
            client.socket().waitForDisconnected(5000));
    QVERIFY(fixture.origin.start());
    QCOMPARE(fixture.origin.port(), port);
    RawClient again(port);
    QCOMPARE(again.get(QStringLiteral("/")).status, 404);
    QCOMPARE(fixture.origin.requestCount(), 2);
}

QTEST_GUILESS_MAIN(TestDemoOrigin)
#include "tst_demoorigin.moc"

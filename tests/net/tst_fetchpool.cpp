// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetchbench.h"
#include "testtls.h"

#include <QFile>
#include <QHostInfo>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpServer>
#include <QtEndian>

using namespace net;

namespace {

//! A gzip stream of many megabytes of zeros in few bytes: stored as the repetition of one deflate block.
QByteArray gzipBomb(int megabytes)
{
    const QByteArray zeros(megabytes * 1024 * 1024, '\0');
    // qCompress(): four bytes of length, then zlib = two bytes of header, deflate data, Adler-32.
    const QByteArray zlib = qCompress(zeros, 9);
    QByteArray gzip("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    gzip += zlib.mid(6, zlib.size() - 10);
    quint32 crc = 0xffffffff;
    for (const char byte : zeros) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
    }
    const quint32 tail[] = {qToLittleEndian(~crc), qToLittleEndian(static_cast<quint32>(zeros.size()))};
    return gzip + QByteArray(reinterpret_cast<const char *>(tail), 8);
}

} // namespace

class TestFetchPool : public QObject
{
    Q_OBJECT

private slots:
    void fetchesABody();
    void unpacksGzip();
    void namesTheCauseOfEveryFault_data();
    void namesTheCauseOfEveryFault();
    void aRefusedConnectionIsNotRequested();
    void recoversWhenTheOriginDoes();
    void messagesHideTheQuery();
    void connectsToTheCheckedAddress();
    void triesTheNextAddress();
    void asksTheSystemForNames();
    void refusesBeforeAnythingIsSent_data();
    void refusesBeforeAnythingIsSent();
    void followsRedirects();
    void redirectsKeepNothingPrivate();
    void aBodyTooLargeStopsEarly();
    void tlsIsVerified_data();
    void tlsIsVerified();
    void httpsDoesNotRedirectToHttp();
    void aSlowHandshakeIsATimeout();
    void aProxyIsUsed();
};

void TestFetchPool::fetchesABody()
{
    FaultServer server;
    server.on("/a?b=c", {response(200, "hello", "Content-Type: text/plain\r\n")});
    Bench bench;
    const FetchResult result = bench.fetch(server.url(QStringLiteral("/a?b=c#part")));
    QCOMPARE(causeOf(result), QByteArray("done"));
    QVERIFY(result.requested);
    QCOMPARE(result.status, 200);
    QCOMPARE(result.bytes, 5);
    QCOMPARE(result.host, server.hostKey());
    QCOMPARE(bench.sinks[0]->body(), QByteArray("hello"));
    QCOMPARE(bench.sinks[0]->head().contentType, QByteArray("text/plain"));
    QCOMPARE(bench.sinks[0]->head().contentLength, 5);
    QCOMPARE(bench.sinks[0]->finished, 1);
    const auto request = server.requests().value(0);
    QCOMPARE(request.path, QByteArray("/a?b=c"));
    QVERIFY(request.header("User-Agent").startsWith("Retrydesk/"));
    QCOMPARE(request.header("Accept"), QByteArray("*/*"));
    QVERIFY(request.header("Cookie").isEmpty());
}

void TestFetchPool::unpacksGzip()
{
    FaultServer server;
    server.on("/", {response(200, gzipBomb(1), "Content-Encoding: gzip\r\n")});
    Bench bench;
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("done"));
    QCOMPARE(bench.sinks[0]->body().size(), 1024 * 1024);
    QCOMPARE(bench.sinks[0]->head().contentLength, -1); // what was sent is not what comes out
}

void TestFetchPool::namesTheCauseOfEveryFault_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<int>("status");
    using End = Script::End;
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const auto row = [](const char *name, const Script &script, const char *cause, int status) {
        QTest::newRow(name) << script << QByteArray(cause) << status;
    };
    row("reset before an answer", raw({}, End::Reset), "connection", 0);
    row("closed before an answer", raw({}, End::Close), "connection", 0);
    row("never answers", raw({}, End::Hang), "timeout", 0);
    row("half a head, then silence", raw("HTTP/1.1 200 OK\r\nCont", End::Hang), "timeout", 0);
    row("a head, then silence", raw(ok + "Content-Length: 9\r\n\r\n", End::Hang), "timeout", 200);
    Script slow = response(200, QByteArray(100, 'x'));
    slow.drip = 1;
    row("a byte every tenth of a second", slow, "timeout", 200);
    row("closed after half the body", raw(ok + "Content-Length: 10\r\n\r\n12345", End::Close), "truncated",
        200);
    row("reset after half the body", raw(ok + "Content-Length: 10\r\n\r\n12345", End::Reset), "truncated",
        200);
    row("chunked garbage", raw(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", End::Close),
        "truncated", 200);
    // A chunk that ends early may look whole to Qt 6.4 (tst_imagefetch has those rows): what it yields
    // depends on whether the end of the connection is read together with the data.
    row("gzip bomb", response(200, gzipBomb(12), "Content-Encoding: gzip\r\n"), "too_large", 200);
    row("gzip that is none", response(200, "no gzip at all", "Content-Encoding: gzip\r\n"), "truncated", 200);
    row("no HTTP at all", raw("SSH-2.0-server\r\n\r\n", End::Close), "connection", 0);
    row("larger than allowed by its own word", raw(ok + "Content-Length: 62914560\r\n\r\n", End::Hang),
        "too_large", 200);
    row("unauthorized", response(401, "login", "WWW-Authenticate: Basic realm=\"x\"\r\n"), "blocked", 401);
    row("forbidden", response(403, "no"), "blocked", 403);
    row("a challenge", response(503, "wait", "cf-mitigated: challenge\r\n"), "blocked", 503);
    row("not found", response(404, "no"), "not_found", 404);
    row("gone", response(410, "no"), "not_found", 410);
    row("a teapot", response(418, "no"), "http_error", 418);
    row("server error", response(500, "no"), "server_error", 500);
    row("unavailable without a time", response(503, "no"), "server_error", 503);
    row("bad gateway with a long page", response(502, QByteArray(300'000, 'x')), "server_error", 502);
    row("an error that never ends", raw("HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\n", End::Hang),
        "not_found", 404);
    row("redirect without a target", response(302, {}), "http_error", 302);
    row("redirect to itself", response(302, {}, "Location: /\r\n"), "redirect_loop", 302);
    row("redirect to a private address", response(302, {}, "Location: http://10.0.0.1/\r\n"),
        "forbidden_address", 302);
    row("redirect to cloud metadata", response(302, {}, "Location: http://0xa9fea9fe/\r\n"),
        "forbidden_address", 302);
    row("redirect to a file", response(302, {}, "Location: file:///etc/passwd\r\n"), "forbidden_address",
        302);
    row("redirect to a user", response(302, {}, "Location: http://u:p@127.0.0.1/\r\n"), "forbidden_address",
        302);
    row("redirect to what is not there", response(301, {}, "Location: /gone\r\n"), "not_found", 404);
    row("not modified, unasked", response(304, {}), "http_error", 304);
    row("a part, unasked", response(206, "ab", "Content-Range: bytes 0-1/9\r\n"), "truncated", 206);
    row("an empty body is for the sink to judge", response(200, {}), "done", 200);
    row("a body without a length", raw(ok + "Connection: close\r\n\r\nabc", End::Close), "done", 200);
}

void TestFetchPool::namesTheCauseOfEveryFault()
{
    QFETCH(Script, script);
    QFETCH(QByteArray, cause);
    QFETCH(int, status);
    FaultServer server;
    server.on("/", {script});
    Bench bench([](FetchSettings &settings) {
        settings.maxBytes = 4 * 1024 * 1024;
        settings.timeoutMs = 400;
    });
    const FetchResult result = bench.fetch(server.url(QStringLiteral("/")));
    QCOMPARE(causeOf(result), cause);
    QCOMPARE(result.status, status);
    QVERIFY(result.requested);
    QCOMPARE(bench.calls[0], 1);
    QCOMPARE(bench.sinks[0]->finished, cause == "done" ? 1 : 0);
    if (result.fault)
        QVERIFY2(result.fault->message.contains(QLatin1String("127.0.0.1")) || cause == "forbidden_address",
                 qPrintable(result.fault->message));
}

void TestFetchPool::aRefusedConnectionIsNotRequested()
{
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QUrl url(QStringLiteral("http://127.0.0.1:%1/").arg(closed.serverPort()));
    closed.close();
    Bench bench;
    const FetchResult result = bench.fetch(url);
    QCOMPARE(causeOf(result), QByteArray("connection"));
    QVERIFY(!result.requested);
    QCOMPARE(result.status, 0);
}

void TestFetchPool::recoversWhenTheOriginDoes()
{
    FaultServer server;
    server.on("/", {response(500, "no"), response(200, "yes")});
    Bench bench;
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("server_error"));
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/")))), QByteArray("done"));
    QCOMPARE(server.connections(), 1); // the error's body was read, so the connection was kept
}

void TestFetchPool::messagesHideTheQuery()
{
    FaultServer server;
    Bench bench;
    const FetchResult result = bench.fetch(server.url(QStringLiteral("/x?token=secret")));
    QVERIFY(result.fault);
    QCOMPARE(result.fault->message, QStringLiteral("HTTP 404 from %1").arg(server.hostKey()));
}

void TestFetchPool::connectsToTheCheckedAddress()
{
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench;
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/"), QStringLiteral("a.good.test")))),
             QByteArray("done"));
    QCOMPARE(server.requests().value(0).header("Host"),
             QByteArray("a.good.test:" + QByteArray::number(server.port())));
    QCOMPARE(bench.sinks[0]->head().url.host(), QStringLiteral("a.good.test"));
}

void TestFetchPool::triesTheNextAddress()
{
    FaultServer server; // on 127.0.0.1 only
    server.on("/", {response(200, "x")});
    Bench bench;
    bench.pool->setResolver([](const QString &) {
        return QList<QHostAddress>{QHostAddress(QStringLiteral("127.0.0.2")),
                                   QHostAddress(QStringLiteral("127.0.0.1"))};
    });
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/"), QStringLiteral("two.test")))),
             QByteArray("done"));
    QCOMPARE(server.requests().size(), 1);
}

void TestFetchPool::asksTheSystemForNames()
{
    if (QHostInfo::fromName(QStringLiteral("localhost")).addresses().isEmpty())
        QSKIP("This system does not resolve localhost.");
    FaultServer server;
    server.on("/", {response(200, "x")});
    Bench bench([](FetchSettings &settings) {
        settings.allow = {QStringLiteral("localhost")};
        settings.timeoutMs = 5000;
    });
    bench.pool->setResolver({});
    const QUrl url = server.url(QStringLiteral("/"), QStringLiteral("localhost"));
    QCOMPARE(causeOf(bench.fetch(url)), QByteArray("done"));
    QCOMPARE(causeOf(bench.fetch(url)), QByteArray("done")); // from memory
}

void TestFetchPool::refusesBeforeAnythingIsSent_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("a private address")
        << QStringLiteral("http://10.0.0.1/") << QByteArray("forbidden_address");
    QTest::newRow("a name that is partly private")
        << QStringLiteral("http://mixed.test/") << QByteArray("forbidden_address");
    QTest::newRow("a name that does not exist")
        << QStringLiteral("http://nowhere.test/") << QByteArray("dns");
    QTest::newRow("another scheme") << QStringLiteral("ftp://127.0.0.1/") << QByteArray("forbidden_address");
    QTest::newRow("no URL") << QString() << QByteArray("forbidden_address");
}

void TestFetchPool::refusesBeforeAnythingIsSent()
{
    QFETCH(QString, url);
    QFETCH(QByteArray, cause);
    Bench bench;
    const FetchResult result = bench.fetch(QUrl(url));
    QCOMPARE(causeOf(result), cause);
    QVERIFY(!result.requested);
    QCOMPARE(bench.sinks[0]->begun, 0);
}

void TestFetchPool::followsRedirects()
{
    FaultServer server;
    FaultServer other;
    server.on("/1", {response(301, "moved", "Location: /2\r\n")});
    server.on("/2", {response(307, {}, "Location: " + other.url(QStringLiteral("/3")).toEncoded() + "\r\n")});
    other.on("/3", {response(200, "there")});
    for (int hop = 0; hop <= 6; ++hop)
        server.on("/far" + QByteArray::number(hop),
                  {response(302, {}, "Location: /far" + QByteArray::number(hop + 1) + "\r\n")});
    server.on("/far7", {response(200, "too far")});
    Bench bench;
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/1")))), QByteArray("done"));
    QCOMPARE(bench.sinks[0]->body(), QByteArray("there"));
    QCOMPARE(bench.sinks[0]->begun, 1);
    QCOMPARE(bench.sinks[0]->head().url, other.url(QStringLiteral("/3")));
    QCOMPARE(bench.results[0].host, server.hostKey());
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/far2")))), QByteArray("done"));          // five
    QCOMPARE(causeOf(bench.fetch(server.url(QStringLiteral("/far1")))), QByteArray("redirect_loop")); // six
}

void TestFetchPool::redirectsKeepNothingPrivate()
{
    FaultServer server;
    FaultServer other;
    server.on("/", {response(302, {},
                             "Set-Cookie: a=b\r\nLocation: " + other.url(QStringLiteral("/")).toEncoded() +
                                 "\r\n")});
    other.on("/", {response(200, "x", "Set-Cookie: c=d\r\n")});
    Bench bench;
    bench.fetch(server.url(QStringLiteral("/")));
    bench.fetch(other.url(QStringLiteral("/")));
    QCOMPARE(other.requests().size(), 2);
    for (const auto &request : other.requests()) {
        for (const char *name : {"Cookie", "Authorization", "Referer"})
            QCOMPARE(request.header(name), QByteArray());
    }
}

void TestFetchPool::aBodyTooLargeStopsEarly()
{
    FaultServer server;
    Script endless = raw("HTTP/1.1 200 OK\r\n\r\n", Script::End::Close);
    endless.filler = 60LL * 1024 * 1024;
    server.on("/", {endless});
    Bench bench([](FetchSettings &settings) { settings.maxBytes = 1024 * 1024; });
    const FetchResult result = bench.fetch(server.url(QStringLiteral("/")));
    QCOMPARE(causeOf(result), QByteArray("too_large"));
    QVERIFY(result.bytes < 2 * 1024 * 1024);
}

void TestFetchPool::tlsIsVerified_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QByteArray>("cause");
    const auto row = [](const char *name, const char *certificate, const char *host, bool trusted,
                        const char *cause) {
        QTest::newRow(name) << QString::fromLatin1(certificate) << QString::fromLatin1(host) << trusted
                            << QByteArray(cause);
    };
    row("a name and an authority that fit", "good.pem", "good.test", true, "done");
    row("an address in the certificate", "good.pem", "127.0.0.1", true, "done");
    row("wrong host name", "good.pem", "other.good.test", true, "tls");
    row("unknown authority", "good.pem", "good.test", false, "tls");
    row("expired", "expired.pem", "good.test", true, "tls");
    row("self-signed", "selfsigned.pem", "good.test", true, "tls");
}

void TestFetchPool::tlsIsVerified()
{
    QFETCH(QString, certificate);
    QFETCH(QString, host);
    QFETCH(bool, trusted);
    QFETCH(QByteArray, cause);
    FaultServer server(tlsWith(certificate));
    server.on("/", {response(200, "secret")});
    Bench bench([trusted](FetchSettings &settings) {
        settings.timeoutMs = 5000;
        if (trusted)
            settings.caFile = QStringLiteral(RETRYDESK_TEST_DATA "/tls/ca.pem");
    });
    const FetchResult result = bench.fetch(server.url(QStringLiteral("/"), host));
    QCOMPARE(causeOf(result), cause);
    QCOMPARE(server.requests().size(), cause == "done" ? 1 : 0);
    if (cause == "done")
        QCOMPARE(bench.sinks[0]->body(), QByteArray("secret"));
    else
        QVERIFY(!result.requested);
}

void TestFetchPool::httpsDoesNotRedirectToHttp()
{
    FaultServer plain;
    plain.on("/", {response(200, "x")});
    FaultServer secure(tlsWith(QStringLiteral("good.pem")));
    secure.on("/", {response(302, {}, "Location: " + plain.url(QStringLiteral("/")).toEncoded() + "\r\n")});
    FaultServer first;
    first.on("/", {response(302, {}, "Location: " + secure.url(QStringLiteral("/")).toEncoded() + "\r\n")});
    Bench bench([](FetchSettings &settings) {
        settings.timeoutMs = 5000;
        settings.caFile = QStringLiteral(RETRYDESK_TEST_DATA "/tls/ca.pem");
    });
    QCOMPARE(causeOf(bench.fetch(first.url(QStringLiteral("/")))), QByteArray("forbidden_address"));
    QCOMPARE(secure.requests().size(), 1);
    QCOMPARE(plain.requests().size(), 0);
}

void TestFetchPool::aSlowHandshakeIsATimeout()
{
    QTcpServer silent; // accepts by its backlog and says nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    Bench bench;
    const FetchResult result =
        bench.fetch(QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(silent.serverPort())));
    QCOMPARE(causeOf(result), QByteArray("timeout"));
    QVERIFY(!result.requested);
}

void TestFetchPool::aProxyIsUsed()
{
    FaultServer proxy;
    proxy.on("http://shop.example/a", {response(200, "by proxy")});
    Bench bench([&](FetchSettings &settings) {
        settings.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.port());
    });
    QCOMPARE(causeOf(bench.fetch(QUrl(QStringLiteral("http://shop.example/a")))), QByteArray("done"));
    QCOMPARE(bench.sinks[0]->body(), QByteArray("by proxy"));
    QCOMPARE(causeOf(bench.fetch(QUrl(QStringLiteral("http://10.0.0.1/")))), QByteArray("forbidden_address"));
    QCOMPARE(proxy.requests().size(), 1);
}

QTEST_GUILESS_MAIN(TestFetchPool)
#include "tst_fetchpool.moc"

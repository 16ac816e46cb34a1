// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultserver.h"
#include "testtls.h"

#include "net/callpool.h"
#include "support/httpdouble.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include <vector>

using core::Cause;
using net::Answer;
using net::Call;
using net::CallPool;
using testsupport::DoubleReply;
using testsupport::DoubleRequest;
using testsupport::HttpDouble;
using namespace Qt::StringLiterals;

namespace {

net::FetchSettings settings(int timeoutMs = 5000)
{
    net::FetchSettings settings;
    settings.timeoutMs = timeoutMs;
    settings.userAgent = u"test"_s;
    return settings;
}

Call call(const HttpDouble &server, const QByteArray &verb, const QString &path)
{
    return {verb, QUrl(server.address() + path), {}, {}, {}, {}};
}

//! What the calls of a pool came to, in the order in which they ended.
struct Collected
{
    std::vector<Answer> answers;

    CallPool::Done done()
    {
        return [this](const Answer &answer) { answers.push_back(answer); };
    }
    bool has(size_t count) const { return answers.size() >= count; }
};

DoubleReply echo(const DoubleRequest &request)
{
    return {200, request.body, "X-Verb: " + request.verb + "\r\n", DoubleReply::End::KeepAlive};
}

} // namespace

class TestCallPool : public QObject
{
    Q_OBJECT

private slots:
    void sendsWhatItIsTold();
    void streamsAFile();
    void aStatusIsAnAnswer_data();
    void aStatusIsAnAnswer();
    void aRedirectIsNotFollowed();
    void aSinkTakesTheBodyOfASuccessOnly();
    void aSinkMayRefuse();
    void whatEndsWithoutAWholeAnswer_data();
    void whatEndsWithoutAWholeAnswer();
    void nobodyThere();
    void keysGoToAProvenServerOnly_data();
    void keysGoToAProvenServerOnly();
    void sixAtOnceAndTheOthersInTurn();
    void cancelEndsWhatWaitsAndWhatIsUnderWay();
    void thePoolMayGoAtAnyTime();
    void oneCallCanBeWaitedFor();
};

void TestCallPool::sendsWhatItIsTold()
{
    HttpDouble server(echo);
    CallPool pool(settings());
    Collected collected;
    size_t sent = 0;
    for (const QByteArray verb : {"GET", "HEAD", "PUT", "POST", "DELETE"}) {
        Call one = call(server, verb, u"/a/b%20c?x=%2F&y="_s);
        one.headers = {{"Content-Type", "image/jpeg"}, {"X-Own", "1"}, {"Host", "bucket.example"}};
        if (verb.startsWith('P'))
            one.body = "body";
        pool.submit(one, collected.done());
        ++sent;
        QTRY_VERIFY(collected.has(sent));
        const DoubleRequest seen = server.requests().last();
        QCOMPARE(seen.verb, verb);
        QCOMPARE(seen.path, "/a/b%20c");
        QCOMPARE(seen.query, "x=%2F&y=");
        QCOMPARE(seen.headers.value("x-own"), "1");
        QCOMPARE(seen.headers.value("host"), "bucket.example");
        QCOMPARE(seen.headers.value("content-type"), "image/jpeg");
        QCOMPARE(seen.headers.value("accept-encoding"), "identity");
        QCOMPARE(seen.body, one.body);
        const Answer &answer = collected.answers.back();
        QVERIFY(answer.isSuccess());
        QCOMPARE(answer.headers.value("x-verb"), verb);
        QCOMPARE(answer.body, one.body);
    }
}

void TestCallPool::streamsAFile()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"image"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray bytes(3 * 1024 * 1024 + 17, 'x');
    file.write(bytes);
    file.close();
    HttpDouble server(echo);
    CallPool pool(settings());
    Collected collected;
    Call one = call(server, "PUT", u"/image"_s);
    one.bodyFile = file.fileName();
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QCOMPARE(server.requests().first().headers.value("content-length"), QByteArray::number(bytes.size()));
    QCOMPARE(server.requests().first().body, bytes);
    one.bodyFile = folder.filePath(u"none"_s);
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(2));
    QCOMPARE(collected.answers.back().fault->cause, Cause::Storage);
}

void TestCallPool::aStatusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {201, 204, 301, 400, 401, 403, 404, 409, 413, 429, 500, 503, 507})
        QTest::addRow("%d", status) << status;
}

void TestCallPool::aStatusIsAnAnswer()
{
    QFETCH(int, status);
    HttpDouble server([status](const DoubleRequest &) {
        return DoubleReply{status, status == 204 ? "" : "<Error/>", "Retry-After: 3\r\n",
                           DoubleReply::End::KeepAlive};
    });
    CallPool pool(settings());
    Collected collected;
    Call one = call(server, "PUT", u"/x"_s);
    one.body = "body";
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QVERIFY(!collected.answers[0].fault);
    QCOMPARE(collected.answers[0].status, status);
    QCOMPARE(collected.answers[0].isSuccess(), status < 300);
    QCOMPARE(collected.answers[0].body, status == 204 ? "" : "<Error/>");
    QCOMPARE(collected.answers[0].headers.value("retry-after"), "3");
}

void TestCallPool::aRedirectIsNotFollowed()
{
    HttpDouble other(echo);
    HttpDouble server([&other](const DoubleRequest &) {
        return DoubleReply{
            307, {}, "Location: " + other.address().toLatin1() + "/x\r\n", DoubleReply::End::KeepAlive};
    });
    CallPool pool(settings());
    Collected collected;
    Call one = call(server, "GET", u"/x"_s);
    one.headers = {{"Authorization", "secret"}};
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QCOMPARE(collected.answers[0].status, 307);
    QCOMPARE(other.requests().size(), 0);
}

void TestCallPool::aSinkTakesTheBodyOfASuccessOnly()
{
    int status = 200;
    HttpDouble server([&status](const DoubleRequest &) {
        return DoubleReply{status, "the body", {}, DoubleReply::End::KeepAlive};
    });
    CallPool pool(settings());
    Collected collected;
    const auto sink = std::make_shared<net::MemorySink>(100);
    Call one = call(server, "GET", u"/x"_s);
    one.sink = sink;
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QCOMPARE(sink->body(), "the body");
    QCOMPARE(collected.answers[0].body, "");
    status = 404;
    const auto unused = std::make_shared<net::MemorySink>(100);
    one.sink = unused;
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(2));
    QCOMPARE(unused->body(), "");
    QCOMPARE(collected.answers[1].body, "the body");
}

void TestCallPool::aSinkMayRefuse()
{
    HttpDouble server([](const DoubleRequest &) {
        return DoubleReply{200, QByteArray(100'000, 'x'), {}, DoubleReply::End::KeepAlive};
    });
    CallPool pool(settings());
    Collected collected;
    Call one = call(server, "GET", u"/x"_s);
    one.sink = std::make_shared<net::MemorySink>(100);
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QVERIFY(!collected.answers[0].fault);
    QCOMPARE(collected.answers[0].sinkFault->cause, Cause::TooLarge);
}

void TestCallPool::whatEndsWithoutAWholeAnswer_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("cause");
    QTest::newRow("it never answers") << int(DoubleReply::End::Hang) << int(Cause::Timeout);
    QTest::newRow("it ends half-way") << int(DoubleReply::End::Cut) << int(Cause::Truncated);
}

void TestCallPool::whatEndsWithoutAWholeAnswer()
{
    QFETCH(int, end);
    QFETCH(int, cause);
    HttpDouble server([end](const DoubleRequest &) {
        return DoubleReply{200, "a body that matters", {}, static_cast<DoubleReply::End>(end)};
    });
    CallPool pool(settings(300));
    Collected collected;
    pool.submit(call(server, "GET", u"/x"_s), collected.done());
    QTRY_VERIFY(collected.has(1));
    QVERIFY(collected.answers[0].fault);
    QCOMPARE(int(collected.answers[0].fault->cause), cause);
}

void TestCallPool::nobodyThere()
{
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    CallPool pool(settings());
    Collected collected;
    pool.submit({"GET", QUrl(u"http://127.0.0.1:%1/"_s.arg(port)), {}, {}, {}, {}}, collected.done());
    QTRY_VERIFY(collected.has(1));
    QCOMPARE(collected.answers[0].fault->cause, Cause::Connection);
}

void TestCallPool::keysGoToAProvenServerOnly_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("isTrusted"); // its authority is named in net.ca_file
    QTest::addColumn<bool>("goes");
    QTest::newRow("an authority of one's own") << u"good.pem"_s << true << true;
    QTest::newRow("an unknown authority") << u"good.pem"_s << false << false;
    QTest::newRow("expired") << u"expired.pem"_s << true << false;
    QTest::newRow("self-signed") << u"selfsigned.pem"_s << true << false;
}

void TestCallPool::keysGoToAProvenServerOnly()
{
    QFETCH(QString, certificate);
    QFETCH(bool, isTrusted);
    QFETCH(bool, goes);
    FaultServer server(tlsWith(certificate));
    server.on("/", {response(200, "kept")});
    net::FetchSettings tls = settings();
    if (isTrusted)
        tls.caFile = QStringLiteral(RETRYDESK_TEST_DATA "/tls/ca.pem");
    CallPool pool(tls);
    Collected collected;
    Call one{
        "PUT", server.url(u"/"_s), {{"Authorization", "secret"}, {"Content-Type", "image/png"}}, "body", {},
        {}};
    pool.submit(one, collected.done());
    QTRY_VERIFY(collected.has(1));
    QCOMPARE(collected.answers[0].isSuccess(), goes);
    QCOMPARE(server.requests().size(), goes ? 1 : 0);
    if (!goes)
        QCOMPARE(collected.answers[0].fault->cause, Cause::Tls);
}

void TestCallPool::sixAtOnceAndTheOthersInTurn()
{
    HttpDouble server(echo);
    CallPool pool(settings());
    Collected collected;
    for (int i = 0; i < 40; ++i) {
        Call one = call(server, "PUT", u"/%1"_s.arg(i));
        one.body = QByteArray(200'000, 'x');
        pool.submit(one, collected.done());
    }
    QTRY_VERIFY(collected.has(40));
    QVERIFY(server.mostAtOnce() <= 6);
    QCOMPARE(server.requests().size(), 40);
}

void TestCallPool::cancelEndsWhatWaitsAndWhatIsUnderWay()
{
    HttpDouble server([](const DoubleRequest &) { return DoubleReply{200, {}, {}, DoubleReply::End::Hang}; });
    CallPool pool(settings(30'000));
    Collected collected;
    QList<quint64> ids;
    for (int i = 0; i < 10; ++i)
        ids.append(pool.submit(call(server, "GET", u"/%1"_s.arg(i)), collected.done()));
    QTRY_COMPARE(server.requests().size(), 6);
    for (const quint64 id : ids)
        pool.cancel(id);
    QTRY_VERIFY(collected.has(10));
    for (const Answer &answer : collected.answers)
        QCOMPARE(answer.fault->cause, Cause::Cancelled);
}

void TestCallPool::thePoolMayGoAtAnyTime()
{
    HttpDouble server([](const DoubleRequest &) { return DoubleReply{200, {}, {}, DoubleReply::End::Hang}; });
    Collected collected;
    {
        CallPool pool(settings(30'000));
        for (int i = 0; i < 10; ++i)
            pool.submit(call(server, "GET", u"/x"_s), collected.done());
    }
    QCoreApplication::processEvents();
    QCOMPARE(collected.answers.size(), size_t(0));
}

void TestCallPool::oneCallCanBeWaitedFor()
{
    HttpDouble server(echo);
    Call one = call(server, "PUT", u"/x"_s);
    one.body = "body";
    QCOMPARE(net::callNow(settings(), one).body, "body");
}

QTEST_GUILESS_MAIN(TestCallPool)
#include "tst_callpool.moc"

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storebench.h"
#include "support/s3server.h"
#include "testimages.h"

using core::Cause;
using media::StoreAnswer;
using media::StoreOptions;
using storetest::kUrl;
using storetest::kVehicle;
using storetest::StoreBench;
using testsupport::S3Server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! A bucket on a server that is not ours, which works every signature out with an implementation that is not
//! ours either.
class TestS3Server : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsAdoptsAndRemoves_data();
    void keepsAdoptsAndRemoves();
    void manyAtOnce();
    void refusalsSayWhatToDo_data();
    void refusalsSayWhatToDo();
    void temporaryKeysAreSigned();

private:
    StoreOptions options(const QString &where = u"s3://cars/images"_s) const
    {
        QProcessEnvironment environment;
        S3Server::addTo(environment);
        StoreOptions options;
        options.where = where;
        options.s3Endpoint = m_server->address();
        options.secrets = core::Secrets(environment);
        options.firstWait = 10ms;
        return options;
    }

    std::unique_ptr<S3Server> m_server;
};

void TestS3Server::initTestCase()
{
    QString why;
    if (!S3Server::isAvailable(&why))
        QSKIP(qPrintable(why));
    m_server = std::make_unique<S3Server>();
}

void TestS3Server::keepsAdoptsAndRemoves_data()
{
    QTest::addColumn<QString>("where");
    QTest::newRow("a whole bucket") << u"s3://cars"_s;
    QTest::newRow("below a prefix") << u"s3://cars/a/b-c_d.e"_s;
}

void TestS3Server::keepsAdoptsAndRemoves()
{
    QFETCH(QString, where);
    StoreBench bench(options(where));
    const auto works = bench.store->probe();
    QVERIFY2(works, works ? "" : qPrintable(works.error().message));
    QVERIFY(!bench.adopt().image);
    const QByteArray bytes = drawnImage("jpg", 300, 200);
    const StoreAnswer kept = bench.keep(bytes);
    QVERIFY2(kept.image, kept.fault ? qPrintable(kept.fault->message) : "");
    const QString key = QString(where + u'/' + kept.image->storagePath).section(u'/', 3); // after s3://cars/
    QCOMPARE(m_server->objects().value(key), bytes);
    QCOMPARE(bench.open(), QString());
    const StoreAnswer adopted = bench.adopt();
    QVERIFY(adopted.image);
    QCOMPARE(adopted.image->fileHash, kept.image->fileHash);
    QCOMPARE(adopted.image->storagePath, kept.image->storagePath);
    const QStringList path(kept.image->storagePath);
    QCOMPARE(*bench.store->missing(path), QStringList());
    QVERIFY(bench.store->remove(kept.image->storagePath));
    QTRY_VERIFY(!m_server->objects().contains(key));
    QCOMPARE(*bench.store->missing(path), path);
}

void TestS3Server::manyAtOnce()
{
    StoreBench bench(options());
    const QByteArray bytes = drawnImage("png", 200, 150);
    int kept = 0;
    for (int i = 0; i < 60; ++i) {
        const auto sink = bench.images->sinkFor(QString::number(i));
        QVERIFY(!storetest::pour(*sink, bytes));
        bench.images->keep(sink, [&kept](const StoreAnswer &answer) { kept += answer.image ? 1 : 0; });
    }
    QTRY_COMPARE_WITH_TIMEOUT(kept, 60, 20'000);
    QCOMPARE(m_server->objects().size(), 60);
    bench.open();
    for (int i = 0; i < 60; ++i)
        QVERIFY(bench.adopt(QString::number(i)).image);
}

void TestS3Server::refusalsSayWhatToDo_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such bucket") << u"bucket"_s << u"There is no bucket boats at 127.0.0.1"_s;
    QTest::newRow("an unknown key") << u"id"_s << u"does not know the key in AWS_ACCESS_KEY_ID"_s;
    QTest::newRow("a wrong secret") << u"secret"_s
                                    << u"AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID"_s;
    QTest::newRow("keys that have run out") << u"token"_s << u"have run out"_s;
    QTest::newRow("another region") << u"region"_s << u"is in the region us-east-1, not eu-central-1"_s;
    QTest::newRow("a clock that is wrong") << u"clock"_s << u"differ by 60 minutes: set it right (NTP)"_s;
}

void TestS3Server::refusalsSayWhatToDo()
{
    QFETCH(QString, what);
    QFETCH(QString, says);
    QProcessEnvironment environment;
    S3Server::addTo(environment);
    if (what == "id"_L1)
        environment.insert(u"AWS_ACCESS_KEY_ID"_s, u"AKIDUNKNOWN"_s);
    if (what == "secret"_L1)
        environment.insert(u"AWS_SECRET_ACCESS_KEY"_s, u"another"_s);
    if (what == "token"_L1)
        environment.insert(u"AWS_SESSION_TOKEN"_s, u"expired"_s);
    StoreOptions with = options(what == "bucket"_L1 ? u"s3://boats/images"_s : u"s3://cars/images"_s);
    with.secrets = core::Secrets(environment);
    if (what == "region"_L1)
        with.s3Region = u"eu-central-1"_s;
    if (what == "clock"_L1)
        with.clock = [] { return QDateTime::currentDateTimeUtc().addSecs(3610); };
    StoreBench bench(with);
    const StoreAnswer adopted = bench.adopt();
    const StoreAnswer kept = bench.keep(drawnImage("jpg"));
    for (const StoreAnswer &answer : {adopted, kept}) {
        QVERIFY(answer.fault);
        QCOMPARE(answer.fault->cause, Cause::Storage);
        QVERIFY2(answer.fault->message.contains(says), qPrintable(answer.fault->message));
    }
    const auto works = bench.store->probe();
    QVERIFY(!works);
    QVERIFY2(works.error().message.contains(says), qPrintable(works.error().message));
}

void TestS3Server::temporaryKeysAreSigned()
{
    QProcessEnvironment environment;
    S3Server::addTo(environment);
    environment.insert(u"AWS_SESSION_TOKEN"_s, u"AQoDYXdzEPT//////////wEXAMPLE+token=="_s);
    StoreOptions with = options();
    with.secrets = core::Secrets(environment);
    StoreBench bench(with);
    QVERIFY(bench.keep(drawnImage("jpg")).image);
}

QTEST_GUILESS_MAIN(TestS3Server)
#include "tst_s3server.moc"

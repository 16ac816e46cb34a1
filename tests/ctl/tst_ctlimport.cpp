// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"
#include "support/samples.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace ctltest;
using namespace testsupport;

//! The command import: each of its sources, a line of JSON per listing, and the rows that the line tells of.
class TestCtlImport : public QObject
{
    Q_OBJECT

private slots:
    void printsTheShapeOthersRelyOn();
    void takesEachSource_data();
    void takesEachSource();
    void takesASavedPage();
    void takesASavedPageWithItsUrl();
    void leavesImagesForLater();
    void updatesWhenRepeated();
    void importsAListingOnceHoweverItIsWritten();
    void refusesNamesOfUnknownSites();
    void tellsWhatTheRowsSay();
    void printsLinesAsListingsFinish();
    void printsTextForPeople();
    void importsAnIndexPage();
};

namespace {

const char *const kLine =
    R"({"url": "string", "vehicle_id": "string?", "action": "string",
        "steps": {"*": {"status": "string", "cause": "string?"}},
        "images": {"found": "number", "stored": "number", "skipped": "number", "failed": "number"}})";

QString field(const QJsonObject &line, const char *name)
{
    return line.value(QLatin1String(name)).toString();
}

//! "3 found, 2 stored, 0 skipped, 1 failed"
QString images(const QJsonObject &line)
{
    const QJsonObject counts = line.value(QLatin1String("images")).toObject();
    return QStringLiteral("%1 found, %2 stored, %3 skipped, %4 failed")
        .arg(counts.value(QLatin1String("found")).toInt())
        .arg(counts.value(QLatin1String("stored")).toInt())
        .arg(counts.value(QLatin1String("skipped")).toInt())
        .arg(counts.value(QLatin1String("failed")).toInt());
}

QString status(const QJsonObject &line, const char *step)
{
    return line.value(QLatin1String("steps"))[QLatin1String(step)][QLatin1String("status")].toString();
}

QString urlOf(const OriginFixture &fixture, const QString &slug)
{
    return QString(fixture.origin.baseUrl() + QStringLiteral("/listing/") + slug);
}

} // namespace

void TestCtlImport::printsTheShapeOthersRelyOn()
{
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("a"), 2);
    Ctl ctl;
    ctl.create();
    const Run run =
        ctl.json({QStringLiteral("import"), QStringLiteral("--url"), urlOf(fixture, QStringLiteral("a"))});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    const QJsonObject line = run.json();
    QCOMPARE(mismatch(line, kLine), QString());
    QCOMPARE(field(line, "action"), QStringLiteral("created"));
    QCOMPARE(field(line, "vehicle_id"), ctl.text(QStringLiteral("SELECT id FROM vehicles")));
    QCOMPARE(images(line), QStringLiteral("2 found, 2 stored, 0 skipped, 0 failed"));
    for (const char *step :
         {"fetch_listing", "extract_data", "extract_images", "extract_vin", "backfill_images"})
        QCOMPARE(status(line, step), QStringLiteral("success"));
    QVERIFY(
        line.value(QLatin1String("steps"))[QLatin1String("extract_vin")][QLatin1String("cause")].isNull());
}

void TestCtlImport::takesEachSource_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::newRow("two URLs") << "--url A --url B";
    QTest::newRow("two URLs in one go") << "--url A B";
    QTest::newRow("a list") << "--list list";
}

void TestCtlImport::takesEachSource()
{
    QFETCH(QString, arguments);
    OriginFixture fixture;
    fixture.addListing(QStringLiteral("a"), 1);
    fixture.addListing(QStringLiteral("b"), 1);
    const QString a = urlOf(fixture, QStringLiteral("a"));
    const QString b = urlOf(fixture, QStringLiteral("b"));
    Ctl ctl;
    ctl.create();
    ctl.write(QStringLiteral("list"), QString(a + u'\n' + b).toUtf8());
    QStringList all = words("import") + arguments.split(u' ');
    all.replaceInStrings(QStringLiteral("A"), a).replaceInStrings(QStringLiteral("B"), b);
    const Run run = ctl.json(all);
    QCOMPARE(run.code, 0);
    QSet<QString> urls;
    for (const QJsonObject &line : run.lines()) {
        QCOMPARE(mismatch(line, kLine), QString());
        urls.insert(field(line, "url"));
    }
    QCOMPARE(urls, (QSet<QString>{a, b}));
}

void TestCtlImport::takesASavedPage()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saved"), 2);
    Ctl ctl;
    ctl.create();
    ctl.write(QStringLiteral("page.html"), page.html(fixture.origin.baseUrl()));
    const Run run = ctl.json(words("import --html page.html"));
    QCOMPARE(run.code, 0);
    QCOMPARE(field(run.json(), "url"), urlOf(fixture, QStringLiteral("saved")));
    QCOMPARE(images(run.json()), QStringLiteral("2 found, 2 stored, 0 skipped, 0 failed"));
    QCOMPARE(fixture.origin.requestCount(page.path()), 0); // the page is here
}

void TestCtlImport::takesASavedPageWithItsUrl()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("saved"), 1);
    Ctl ctl;
    ctl.create();
    ctl.write(QStringLiteral("page.html"), page.html(fixture.origin.baseUrl()));
    const QString url = QStringLiteral("https://www.bringatrailer.com/listing/elsewhere/#comment-7");
    const Run run = ctl.json(words("import --html page.html --url") << url);
    QCOMPARE(run.code, 0);
    QCOMPARE(field(run.json(), "url"), QStringLiteral("https://bringatrailer.com/listing/elsewhere"));
    QCOMPARE(ctl.text(QStringLiteral("SELECT discovery_url FROM vehicles")),
             QStringLiteral("https://bringatrailer.com/listing/elsewhere"));
}

void TestCtlImport::leavesImagesForLater()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 3);
    Ctl ctl;
    ctl.create();
    const QStringList import = {QStringLiteral("import"), QStringLiteral("--url"), urlOf(fixture, page.slug)};
    const Run run = ctl.json(QStringList(import) << QStringLiteral("--no-images"));
    QCOMPARE(run.code, 0);
    QCOMPARE(images(run.json()), QStringLiteral("3 found, 0 stored, 0 skipped, 0 failed"));
    QCOMPARE(status(run.json(), "backfill_images"), QStringLiteral("skipped"));
    QCOMPARE(fixture.origin.requestCount(), 1);
    QCOMPARE(
        ctl.number(QStringLiteral("SELECT json_array_length(origin_metadata, '$.image_urls') FROM vehicles")),
        3);
    QVERIFY(ctl.run(words("failures --type missing_images")).out.contains("0/3"));
    // Nothing is tried behind the user's back; a retry brings them.
    QCOMPARE(ctl.run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(fixture.origin.requestCount(), 1);
    QCOMPARE(ctl.run(words("retry --all --wait --patience 0")).code, 0);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 3);
}

void TestCtlImport::updatesWhenRepeated()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 3);
    Ctl ctl;
    ctl.create();
    const QStringList import = {QStringLiteral("import"), QStringLiteral("--url"), urlOf(fixture, page.slug)};
    const Run first = ctl.json(import);
    const Run second = ctl.json(import);
    QCOMPARE(second.code, 0);
    QCOMPARE(field(second.json(), "action"), QStringLiteral("updated"));
    QCOMPARE(field(second.json(), "vehicle_id"), field(first.json(), "vehicle_id"));
    QCOMPARE(images(second.json()), QStringLiteral("3 found, 0 stored, 3 skipped, 0 failed"));
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 1);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 3);
    for (const QString &image : page.images)
        QCOMPARE(fixture.origin.requestCount(image), 1);
}

void TestCtlImport::importsAListingOnceHoweverItIsWritten()
{
    OriginFixture fixture;
    const QString url = urlOf(fixture, fixture.addListing(QStringLiteral("a"), 1).slug);
    Ctl ctl;
    ctl.create();
    ctl.write(QStringLiteral("list"),
              QString(url + u'\n' + url + QStringLiteral("/\n") + url + QStringLiteral("?utm=1#comment-4"))
                  .toUtf8());
    const Run run = ctl.json(words("import --list list"));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.lines().size(), 1);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 1);
}

void TestCtlImport::refusesNamesOfUnknownSites()
{
    Ctl ctl;
    ctl.create();
    const Run run = ctl.json(words("import --url https://example.com/cars/7"));
    QCOMPARE(run.code, 1);
    QCOMPARE(field(run.json(), "action"), QStringLiteral("skipped"));
    QCOMPARE(field(run.json(), "reason"), QStringLiteral("unknown_site"));
    QVERIFY(field(run.json(), "message").contains(QStringLiteral("bringatrailer.com")));
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 0);
}

void TestCtlImport::tellsWhatTheRowsSay()
{
    OriginFixture fixture(OriginFixture::sampleOptions());
    const std::vector<Fault> faults = {Fault::withStatus(404), Fault::withStatus(500),
                                       Fault::of(Fault::Kind::Empty), Fault::of(Fault::Kind::HtmlAsImage),
                                       Fault::of(Fault::Kind::TruncatedImage)};
    std::size_t next = 0;
    QStringList urls;
    for (const ListingPage &page : sampleListings()) {
        if (urls.size() == 16)
            break;
        urls.append(urlOf(fixture, page.slug));
        if (page.images.size() > 3)
            fixture.origin.setFault(page.images.at(static_cast<qsizetype>(next % 4)),
                                    faults.at(next % faults.size()));
        ++next;
    }
    Ctl ctl;
    ctl.create({QStringLiteral("retry.base_ms"), QStringLiteral("3600000")});
    ctl.write(QStringLiteral("urls"), urls.join(u'\n').toUtf8());
    const Run run = ctl.json(words("import --list urls"), 60000);
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.lines().size(), urls.size());
    // A vehicle that is on two listings goes on growing after its first line.
    QHash<QString, int> lines;
    for (const QJsonObject &line : run.lines())
        ++lines[field(line, "vehicle_id")];
    QVERIFY(lines.size() > 12);
    for (const QJsonObject &line : run.lines()) {
        QCOMPARE(mismatch(line, kLine), QString());
        const QString id = field(line, "vehicle_id");
        QCOMPARE(id.isEmpty(), field(line, "action") == QLatin1String("skipped"));
        if (id.isEmpty() || lines.value(id) > 1)
            continue;
        const QJsonObject counts = line.value(QLatin1String("images")).toObject();
        const auto count = [&counts](const char *name) { return counts.value(QLatin1String(name)).toInt(); };
        const QString where = QStringLiteral(" WHERE vehicle_id = '%1'").arg(id);
        const qint64 there = ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images") + where) +
                             ctl.number(QStringLiteral("SELECT count(*) FROM image_aliases") + where);
        QVERIFY2(count("stored") + count("skipped") == there, qPrintable(images(line) + field(line, "url")));
        QVERIFY2(count("found") == there + count("failed"), qPrintable(images(line) + field(line, "url")));
        const QJsonObject steps = line.value(QLatin1String("steps")).toObject();
        for (auto step = steps.begin(); step != steps.end(); ++step) {
            const QString last = ctl.text(
                QStringLiteral("SELECT status FROM scrape_steps WHERE vehicle_id = '%1' AND step_name = "
                               "'%2' ORDER BY completed_at DESC, rowid DESC LIMIT 1")
                    .arg(id, step.key()));
            if (!last.isEmpty())
                QCOMPARE(step.value()[QLatin1String("status")].toString(), last);
        }
    }
}

void TestCtlImport::printsLinesAsListingsFinish()
{
    OriginFixture fixture;
    const QString quick = urlOf(fixture, fixture.addListing(QStringLiteral("quick"), 1).slug);
    const ListingPage slow = fixture.addListing(QStringLiteral("slow"), 1);
    fixture.origin.setFault(slow.path(), Fault::of(Fault::Kind::Hang));
    Ctl ctl;
    ctl.create();
    const auto process =
        ctl.start({QStringLiteral("import"), QStringLiteral("--format"), QStringLiteral("json"),
                   QStringLiteral("--url"), quick, QStringLiteral("--url"), urlOf(fixture, slow.slug)});
    while (!process->canReadLine())
        QVERIFY(process->waitForReadyRead(20000));
    QVERIFY(process->readLine().contains(quick.toUtf8()));
    QCOMPARE(process->state(), QProcess::Running); // the other one never ends
    process->terminate();
    QCOMPARE(Ctl::finish(*process).code, 1);
}

void TestCtlImport::printsTextForPeople()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 3);
    fixture.origin.setFault(page.images.at(1), Fault::withStatus(404));
    Ctl ctl;
    ctl.create();
    const Run run = ctl.run({QStringLiteral("import"), QStringLiteral("--url"), urlOf(fixture, page.slug)});
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err, QByteArray());
    const QString expected = QStringLiteral("created %1 (2/3 images) – backfill_images not_found\n"
                                            "1 created, 0 updated, 0 skipped, 1 with failures\n")
                                 .arg(urlOf(fixture, page.slug));
    QCOMPARE(QString::fromUtf8(run.out), expected);
}

void TestCtlImport::importsAnIndexPage()
{
    const QString index = QStringLiteral(RETRYDESK_SHARED_PAGES "/bringatrailer-index/auctions-2025-02.html");
    if (!QFile::exists(index))
        QSKIP("The shared pages are not here.");
    Ctl ctl;
    ctl.create();
    const Run run = ctl.json({QStringLiteral("import"), QStringLiteral("--list"), index}, 60000);
    QCOMPARE(run.code, 0); // signs and wheels are no failures
    QHash<QString, int> actions;
    for (const QJsonObject &line : run.lines())
        ++actions[field(line, "action") + field(line, "reason")];
    QCOMPARE(actions, (QHash<QString, int>{{QStringLiteral("created"), 763},
                                           {QStringLiteral("skippednot_a_vehicle"), 54}}));
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 763);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 0);

    const Run again = ctl.run({QStringLiteral("import"), QStringLiteral("--list"), index}, 60000);
    QCOMPARE(again.code, 0);
    QVERIFY2(again.out.contains("0 created, 763 updated, 54 skipped"), again.out.right(80).constData());
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 763);
    // An option includes them.
    const Run all = ctl.run(
        {QStringLiteral("import"), QStringLiteral("--include-non-vehicles"), QStringLiteral("--list"), index},
        60000);
    QVERIFY2(all.out.contains("54 created, 763 updated, 0 skipped"), all.out.right(80).constData());
}

QTEST_GUILESS_MAIN(TestCtlImport)
#include "tst_ctlimport.moc"

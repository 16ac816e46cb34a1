// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "csvreader.h"
#include "deskfixture.h"
#include "pipeline/reportwriter.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <csignal>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using core::ErrorCode;
using dbtest::must;
using dbtest::TestWorkspace;
using pipeline::ExportRequest;
using pipeline::ExportSummary;
using pipetest::readCsv;

namespace {

core::Result<ExportSummary> write(
    TestWorkspace &rows, const ExportRequest &request,
    const std::function<bool()> &isCancelled = [] { return false; })
{
    return pipeline::writeReport(rows.connection(), request, dbtest::at(), isCancelled);
}

QJsonObject manifestOf(const QString &file)
{
    return QJsonDocument::fromJson(dbtest::fileBytes(file + u".manifest.json"_s)).object();
}

QString sha256(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

//! No file may grow beyond this: a disk that fills up.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

//! The failure report, read back by the letter of RFC 4180.
class TestReport : public QObject
{
    Q_OBJECT

private slots:
    void writesEveryColumn();
    void cellsComeBack_data();
    void cellsComeBack();
    void rawCellsComeBackAsTheyAre();
    void vinsStayText_data();
    void vinsStayText();
    void choosesColumns();
    void refusesUnknownColumns();
    void writesOnlyWhatMatches();
    void writesTheSelectionInItsOrder();
    void anEmptyReportHasItsHeader();
    void theManifestNamesTheFile();
    void replacesAnOlderReport();
    void leavesNothingWhereItCannotWrite_data();
    void leavesNothingWhereItCannotWrite();
    void keepsTheOldReportOnAFullDisk_data();
    void keepsTheOldReportOnAFullDisk();
    void cancelLeavesNothing();
    void cancelThroughTheFuture();
    void manyRows();
};

void TestReport::writesEveryColumn()
{
    TestWorkspace rows;
    const QString id = rows.addVehicle(1, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s, u"c"_s}}},
                                       {{u"year"_s, 1990},
                                        {u"make"_s, u"Porsche"_s},
                                        {u"model"_s, u"911"_s},
                                        {u"sale_price"_s, 5},
                                        {u"discovery_url"_s, u"https://bringatrailer.com/listing/x"_s}});
    rows.addImage(id, u"a"_s);
    rows.run(
        u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, attempts, last_attempt_at) VALUES "
        "(?, 'backfill_images', 'failed', 'server_error', 2, '2026-01-31T11:00:00.000Z')"_s,
        {id});
    rows.addQueued(id, core::Step::BackfillImages);
    const QString file = rows.filePath(u"r.csv"_s);
    const auto summary = must(write(rows, {.file = file}));
    QCOMPARE(summary.rows, 1);
    QCOMPARE(summary.file, file);
    const auto lines = readCsv(dbtest::fileBytes(file));
    QCOMPARE(lines.size(), std::size_t(2));
    QCOMPARE(lines[0], pipeline::exportColumns());
    QCOMPARE(lines[1], (QStringList{id, u"1990"_s, u"Porsche"_s, u"911"_s, QString(),
                                    u"https://bringatrailer.com/listing/x"_s, u"missing_vin partial_images"_s,
                                    u"3"_s, u"1"_s, u"2"_s, u"backfill_images"_s, u"server_error"_s, u"2"_s,
                                    u"2026-01-31T12:00:00.000Z"_s, u"2026-01-31T12:00:01.000Z"_s}));
}

void TestReport::cellsComeBack_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("guarded"); // gets a ' in front
    QTest::newRow("plain") << u"Porsche"_s << false;
    QTest::newRow("quotes") << u"17\" wheels \"and\" more"_s << false;
    QTest::newRow("commas") << u"a,b,,c"_s << false;
    QTest::newRow("line ends") << u"a\r\nb\nc"_s << false;
    QTest::newRow("other scripts") << u"日産 Škoda 🚗"_s << false;
    QTest::newRow("a formula") << u"=HYPERLINK(\"http://evil\",\"x\")"_s << true;
    QTest::newRow("plus") << u"+1+cmd|' /C calc'!A0"_s << true;
    QTest::newRow("minus") << u"-2+3"_s << true;
    QTest::newRow("at") << u"@SUM(1)"_s << true;
    QTest::newRow("behind blanks") << u"   =1+1"_s << true;
    QTest::newRow("behind a quote") << u"\"=1+1"_s << true;
    QTest::newRow("a tab") << u"\t=1"_s << true;
    QTest::newRow("a line end") << u"\n=1"_s << true;
    QTest::newRow("full width") << u"＝1+1"_s << true;
    QTest::newRow("inside it is none") << u"a=b"_s << false;
}

void TestReport::cellsComeBack()
{
    QFETCH(QString, text);
    QFETCH(bool, guarded);
    TestWorkspace rows;
    rows.addVehicle(1, {}, {{u"make"_s, text}, {u"model"_s, text}});
    const QString file = rows.filePath(u"r.csv"_s);
    (void)must(write(rows, {.file = file, .columns = {u"make"_s, u"model"_s}}));
    const QString expected = guarded ? QString(u'\'' + text) : text;
    QCOMPARE(readCsv(dbtest::fileBytes(file)).at(1), (QStringList{expected, expected}));
}

void TestReport::rawCellsComeBackAsTheyAre()
{
    TestWorkspace rows;
    rows.addVehicle(1, {}, {{u"make"_s, u"=1+1"_s}, {u"vin"_s, u"12345"_s}});
    const QString file = rows.filePath(u"r.csv"_s);
    (void)must(write(rows, {.file = file, .columns = {u"make"_s, u"vin"_s}, .raw = true}));
    QCOMPARE(readCsv(dbtest::fileBytes(file)).at(1), (QStringList{u"=1+1"_s, u"12345"_s}));
    QCOMPARE(manifestOf(file).value(u"raw"_s).toBool(), true);
}

void TestReport::vinsStayText_data()
{
    QTest::addColumn<QString>("vin");
    QTest::addColumn<bool>("guarded");
    QTest::newRow("digits only") << u"11304412098877"_s << true;
    QTest::newRow("with leading zeros") << u"000417"_s << true;
    QTest::newRow("what looks like an exponent") << u"12E45"_s << true;
    QTest::newRow("a checked VIN") << u"1G1BL52P8TR900774"_s << false;
}

void TestReport::vinsStayText()
{
    QFETCH(QString, vin);
    QFETCH(bool, guarded);
    TestWorkspace rows;
    rows.addVehicle(1, {}, {{u"vin"_s, vin}});
    const QString file = rows.filePath(u"r.csv"_s);
    (void)must(write(rows, {.file = file, .columns = {u"vin"_s}}));
    QCOMPARE(readCsv(dbtest::fileBytes(file)).at(1), QStringList{guarded ? QString(u'\'' + vin) : vin});
}

void TestReport::choosesColumns()
{
    TestWorkspace rows;
    rows.addVehicle(1, {}, {{u"year"_s, 1990}});
    const QString file = rows.filePath(u"r.csv"_s);
    (void)must(write(rows, {.file = file, .columns = {u"attempts"_s, u"year"_s, u"year"_s}}));
    const auto lines = readCsv(dbtest::fileBytes(file));
    QCOMPARE(lines[0], (QStringList{u"attempts"_s, u"year"_s, u"year"_s}));
    QCOMPARE(lines[1], (QStringList{u"0"_s, u"1990"_s, u"1990"_s}));
    QCOMPARE(manifestOf(file).value(u"columns"_s).toArray().size(), 3);
}

void TestReport::refusesUnknownColumns()
{
    TestWorkspace rows;
    const QString file = rows.filePath(u"r.csv"_s);
    const auto written = write(rows, {.file = file, .columns = {u"year"_s, u"colour"_s}});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Usage);
    QVERIFY(written.error().message.contains(u"colour"_s));
    QVERIFY(written.error().message.contains(u"discovery_url"_s)); // those there are
    QVERIFY(!QFile::exists(file));
}

void TestReport::writesOnlyWhatMatches()
{
    TestWorkspace rows;
    rows.addVehicle(1, {}, {{u"make"_s, u"Saab"_s}});
    rows.addVehicle(2, {}, {{u"make"_s, u"Volvo"_s}});
    rows.addVehicle(3, {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}},
                    {{u"make"_s, u"Saab"_s}, {u"vin"_s, u"X1"_s}, {u"sale_price"_s, 1}}); // complete
    const QString file = rows.filePath(u"r.csv"_s);
    core::Filter filter;
    filter.text = u"saab"_s;
    QCOMPARE(must(write(rows, {.file = file, .filter = filter, .columns = {u"vehicle_id"_s}})).rows, 1);
    QCOMPARE(readCsv(dbtest::fileBytes(file)).at(1), QStringList{u"v1"_s});
    QCOMPARE(manifestOf(file).value(u"filter"_s).toString(), core::toText(filter));
}

void TestReport::writesTheSelectionInItsOrder()
{
    TestWorkspace rows;
    QStringList ids;
    for (int i = 1; i <= 5; ++i)
        ids.append(rows.addVehicle(i));
    const QString file = rows.filePath(u"r.csv"_s);
    const QStringList chosen = {ids[3], ids[0], ids[4]};
    QCOMPARE(must(write(rows, {.file = file, .vehicleIds = chosen, .columns = {u"vehicle_id"_s}})).rows, 3);
    const auto lines = readCsv(dbtest::fileBytes(file));
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(lines.at(i + 1), QStringList{chosen[qsizetype(i)]});
    QCOMPARE(manifestOf(file).value(u"selected_vehicles"_s).toInt(), 3);
}

void TestReport::anEmptyReportHasItsHeader()
{
    TestWorkspace rows;
    const QString file = rows.filePath(u"r.csv"_s);
    QCOMPARE(must(write(rows, {.file = file})).rows, 0);
    QCOMPARE(readCsv(dbtest::fileBytes(file)), std::vector<QStringList>{pipeline::exportColumns()});
}

void TestReport::theManifestNamesTheFile()
{
    TestWorkspace rows;
    rows.addVehicle(1);
    const QString file = rows.filePath(u"my report.csv"_s);
    const auto summary = must(write(rows, {.file = file}));
    const QJsonObject manifest = manifestOf(file);
    const QString hash = sha256(dbtest::fileBytes(file));
    QCOMPARE(summary.sha256, hash);
    QCOMPARE(manifest.value(u"sha256"_s).toString(), hash);
    QCOMPARE(manifest.value(u"file"_s).toString(), u"my report.csv"_s);
    QCOMPARE(manifest.value(u"rows"_s).toInt(), 1);
    QCOMPARE(manifest.value(u"raw"_s).toBool(), false);
    QVERIFY(manifest.value(u"selected_vehicles"_s).isNull());
    QCOMPARE(manifest.value(u"workspace"_s).toString(), u"test.retrydesk"_s); // no path of this machine
    QCOMPARE(manifest.value(u"created_at"_s).toString(), u"2026-01-31T12:00:00.000Z"_s);
    QVERIFY(manifest.value(u"program"_s).toString().startsWith(u"Retrydesk"_s));
    QJsonArray columns = QJsonArray::fromStringList(pipeline::exportColumns());
    QCOMPARE(manifest.value(u"columns"_s).toArray(), columns);
}

void TestReport::replacesAnOlderReport()
{
    TestWorkspace rows;
    rows.addVehicle(1);
    const QString file = rows.filePath(u"r.csv"_s);
    dbtest::writeFile(file, QByteArray(100'000, 'x'));
    dbtest::writeFile(file + u".manifest.json"_s, "old");
    (void)must(write(rows, {.file = file}));
    QCOMPARE(readCsv(dbtest::fileBytes(file)).size(), std::size_t(2));
    QCOMPARE(manifestOf(file).value(u"rows"_s).toInt(), 1);
}

void TestReport::leavesNothingWhereItCannotWrite_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("folder"); // made beforehand
    QTest::newRow("a folder that is not there") << u"nowhere/r.csv"_s << QString();
    QTest::newRow("a folder of that name") << u"r.csv"_s << u"r.csv"_s;
    QTest::newRow("a folder of the manifest's name") << u"r.csv"_s << u"r.csv.manifest.json"_s;
}

void TestReport::leavesNothingWhereItCannotWrite()
{
    QFETCH(QString, name);
    QFETCH(QString, folder);
    TestWorkspace rows;
    rows.addVehicle(1);
    if (!folder.isEmpty())
        QVERIFY(QDir().mkpath(rows.filePath(folder)));
    const QStringList before = pipetest::filesBelow(rows.filePath(u"."_s));
    const auto written = write(rows, {.file = rows.filePath(name)});
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Storage);
    QVERIFY(written.error().message.contains(name));
    QCOMPARE(pipetest::filesBelow(rows.filePath(u"."_s)), before);
}

void TestReport::keepsTheOldReportOnAFullDisk_data()
{
    QTest::addColumn<int>("bytes");
    QTest::newRow("full at once") << 0;
    QTest::newRow("full at the end, in the last buffer") << 6000;
    QTest::newRow("full in the middle") << 20'000;
}

void TestReport::keepsTheOldReportOnAFullDisk()
{
    QFETCH(int, bytes);
    TestWorkspace rows;
    rows.run(u"BEGIN"_s);
    for (int i = 0; i < (bytes < 10'000 ? 60 : 1000); ++i)
        rows.addVehicle(i, {}, {{u"make"_s, QString(80, u'm')}});
    rows.run(u"COMMIT"_s);
    const QString file = rows.filePath(u"r.csv"_s);
    dbtest::writeFile(file, "old report");
    dbtest::writeFile(file + u".manifest.json"_s, "old manifest");
    const QStringList before = pipetest::filesBelow(rows.filePath(u"."_s));
    core::Result<ExportSummary> written = ExportSummary{};
    {
        const FullDisk full(static_cast<rlim_t>(bytes));
        written = write(rows, {.file = file});
    }
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Storage);
    QCOMPARE(dbtest::fileBytes(file), QByteArray("old report"));
    QCOMPARE(dbtest::fileBytes(file + u".manifest.json"_s), QByteArray("old manifest"));
    QCOMPARE(pipetest::filesBelow(rows.filePath(u"."_s)), before);
}

void TestReport::cancelLeavesNothing()
{
    TestWorkspace rows;
    rows.run(u"BEGIN"_s);
    for (int i = 0; i < 2500; ++i)
        rows.addVehicle(i);
    rows.run(u"COMMIT"_s);
    const QStringList before = pipetest::filesBelow(rows.filePath(u"."_s));
    int asked = 0;
    const auto written = write(rows, {.file = rows.filePath(u"r.csv"_s)}, [&asked] { return ++asked == 2; });
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Cancelled);
    QCOMPARE(pipetest::filesBelow(rows.filePath(u"."_s)), before);
}

void TestReport::cancelThroughTheFuture()
{
    pipetest::Desk desk;
    desk.rows().run(u"BEGIN"_s);
    for (int i = 0; i < 5000; ++i)
        desk.rows().addVehicle(i);
    desk.rows().run(u"COMMIT"_s);
    auto report = desk->exportFailures({.file = desk.filePath(u"r.csv"_s)});
    report.cancel();
    QTRY_VERIFY(report.isFinished());
    desk.close(); // waits for what runs
    QVERIFY(!QFile::exists(desk.filePath(u"r.csv"_s)));
    QVERIFY(!QFile::exists(desk.filePath(u"r.csv.manifest.json"_s)));
}

void TestReport::manyRows()
{
    TestWorkspace rows;
    rows.run(u"BEGIN"_s);
    for (int i = 0; i < 5000; ++i)
        rows.addVehicle(i, {}, {{u"make"_s, u"Make, \"%1\"\r\n"_s.arg(i)}});
    rows.run(u"COMMIT"_s);
    const QString file = rows.filePath(u"r.csv"_s);
    QCOMPARE(must(write(rows, {.file = file})).rows, 5000);
    const QByteArray bytes = dbtest::fileBytes(file);
    const auto lines = readCsv(bytes);
    QCOMPARE(lines.size(), std::size_t(5001));
    QSet<QString> ids;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        ids.insert(lines[i][0]);
        QCOMPARE(lines[i][2], u"Make, \"%1\"\r\n"_s.arg(lines[i][0].mid(1)));
    }
    QCOMPARE(ids.size(), 5000); // across pages none is doubled and none is lost
    QCOMPARE(manifestOf(file).value(u"sha256"_s).toString(), sha256(bytes));
}

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"

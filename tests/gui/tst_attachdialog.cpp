// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/attachdialog.h"
#include "gui/icons.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using gui::AttachDialog;
using gui::AttachOffer;

class TestAttachDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup() { delete m_dialog; }
    void saysWhatWouldBeDone();
    void vehiclesThatNobodyCountedHaveNoNumber();
    void savesTheSql();
    void aDatabaseInTheWayCannotBeAttached();
    void anErrorIsSaid();
    void whatIsAttachedMeanwhileIsOpened();
    void attachesAndCounts();
    void countingCanBeStopped();
    void addingTheSchemaCannotBeLeft();
    void afterAnErrorItCanBeTriedAgain();

private:
    void open(const core::Result<AttachOffer> &offer);
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_dialog->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QString text(const char *name) const { return find<QLabel>(name)->text(); }
    void click(const char *name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    QStringList findings() const;

    AttachOffer m_offer;
    FakeShell m_shell;
    QPromise<core::Result<void>> m_attaching;
    int m_attached = 0; //!< how often it was asked for
    QString m_images;   //!< and with which place
    QPointer<AttachDialog> m_dialog;
};

void TestAttachDialog::init()
{
    m_offer = {};
    m_offer.workspace = u"postgresql://db/cars"_s;
    m_offer.role = u"ada"_s;
    m_offer.vehicles = 20'000;
    m_offer.images = 1'200'000;
    m_offer.warnings = {u"A rule refuses images."_s};
    m_offer.notes = {u"vehicles.make is called brand here."_s,
                     u"vehicles.color is missing: its value is not kept."_s};
    m_offer.script = u"BEGIN;\nCREATE SCHEMA retrydesk;\nCOMMIT;\n"_s;
    m_shell.file.clear();
    m_attaching = {};
    m_attached = 0;
    m_images.clear();
}

void TestAttachDialog::open(const core::Result<AttachOffer> &offer)
{
    AttachDialog::Ways ways;
    ways.look = [offer] { return QtFuture::makeReadyFuture(offer); };
    ways.attach = [this](const QString &images) {
        ++m_attached;
        m_images = images;
        m_attaching = {};
        m_attaching.start();
        return m_attaching.future();
    };
    m_dialog = new AttachDialog(&m_shell, ways);
    m_dialog->show();
    QVERIFY(!find<QPushButton>("attachButton")->isEnabled()); // nobody has seen yet what it does
    QTRY_VERIFY(!find<QProgressBar>("attachProgress")->isVisible() || m_dialog->isHidden());
}

QStringList TestAttachDialog::findings() const
{
    QStringList lines;
    const auto *list = find<QListWidget>("attachFindings");
    for (int row = 0; row < list->count(); ++row) {
        lines += list->item(row)->text();
        if (list->item(row)->icon().isNull())
            lines.last() += u" without a shape"_s;
    }
    return lines;
}

void TestAttachDialog::saysWhatWouldBeDone()
{
    open(m_offer);
    QVERIFY2(text("attachText")
                 .startsWith(u"postgresql://db/cars has about 20,000 vehicles and 1,200,000 images"_s),
             qPrintable(text("attachText")));
    QCOMPARE(findings(), (QStringList{u"Beware: A rule refuses images."_s}) + m_offer.notes);
    const auto *sql = find<QPlainTextEdit>("attachSql");
    QCOMPARE(sql->toPlainText(), m_offer.script);
    QVERIFY(sql->isReadOnly() && sql->isVisible());
    QVERIFY(find<QPushButton>("attachButton")->isEnabled());
    QCOMPARE(m_attached, 0);
    click("cancelAttachButton");
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_attached, 0);
}

void TestAttachDialog::vehiclesThatNobodyCountedHaveNoNumber()
{
    m_offer.vehicles = 0;
    open(m_offer);
    QVERIFY2(text("attachText").startsWith(u"postgresql://db/cars has vehicles, and nothing of Retrydesk."_s),
             qPrintable(text("attachText")));
}

void TestAttachDialog::savesTheSql()
{
    open(m_offer);
    const QTemporaryDir folder;
    m_shell.file = folder.filePath(u"attach.sql"_s);
    click("saveSqlButton");
    QFile file(m_shell.file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), m_offer.script.toUtf8());
    QCOMPARE(text("attachMessage"), QString(u"Written to "_s + m_shell.file));
    m_shell.file = folder.filePath(u"nowhere/attach.sql"_s);
    click("saveSqlButton");
    QVERIFY2(text("attachMessage").contains(u"cannot be written"_s), qPrintable(text("attachMessage")));
}

void TestAttachDialog::aDatabaseInTheWayCannotBeAttached()
{
    m_offer.refusals = {u"The role ada may not add triggers to the tables. Connect as their owner."_s};
    m_offer.warnings.clear();
    m_offer.notes.clear();
    m_offer.script.clear();
    open(m_offer);
    QCOMPARE(findings(), QStringList{QString(u"In the way: "_s + m_offer.refusals.first())});
    QVERIFY(text("attachText").contains(u"cannot be attached"_s));
    for (const char *name : {"attachButton", "saveSqlButton"})
        QVERIFY2(!find<QPushButton>(name)->isEnabled(), name);
    QVERIFY(!find<QPlainTextEdit>("attachSql")->isVisible());
}

void TestAttachDialog::anErrorIsSaid()
{
    open(core::Error{core::ErrorCode::Busy, u"The database cannot be reached."_s, {}});
    QCOMPARE(text("attachText"), u"The database cannot be reached."_s);
    QVERIFY(!find<QPushButton>("attachButton")->isEnabled());
}

void TestAttachDialog::whatIsAttachedMeanwhileIsOpened()
{
    m_offer.isAttached = true;
    AttachDialog::Ways ways;
    ways.look = [this] { return QtFuture::makeReadyFuture(core::Result<AttachOffer>(m_offer)); };
    m_dialog = new AttachDialog(&m_shell, ways);
    QSignalSpy attached(m_dialog, &AttachDialog::attached);
    m_dialog->show();
    QVERIFY(attached.wait());
    QTRY_VERIFY(!m_dialog);
}

void TestAttachDialog::attachesAndCounts()
{
    open(m_offer);
    QSignalSpy attached(m_dialog, &AttachDialog::attached);
    find<QLineEdit>("attachImages")->setText(u" s3://car-images/listings "_s);
    click("attachButton");
    QCOMPARE(m_attached, 1);
    QCOMPARE(m_images, u"s3://car-images/listings"_s);
    QVERIFY(!find<QLineEdit>("attachImages")->isEnabled()); // it is said
    QCOMPARE(text("attachMessage"), u"Adding the schema…"_s);
    const auto *bar = find<QProgressBar>("attachProgress");
    QCOMPARE(bar->maximum(), 0); // nobody knows how long
    m_attaching.setProgressRange(0, 20'000);
    m_attaching.setProgressValue(5'000);
    QTRY_COMPARE(bar->value(), 5'000);
    QVERIFY2(
        text("attachMessage").startsWith(u"It is attached. 5,000 of about 20,000 vehicles are counted"_s),
        qPrintable(text("attachMessage")));
    QCOMPARE(attached.count(), 0);
    m_attaching.addResult(core::Result<void>());
    m_attaching.finish();
    QTRY_COMPARE(attached.count(), 1);
    QTRY_VERIFY(!m_dialog);
}

void TestAttachDialog::countingCanBeStopped()
{
    open(m_offer);
    QSignalSpy attached(m_dialog, &AttachDialog::attached);
    QSignalSpy rejected(m_dialog, &QDialog::rejected);
    click("attachButton");
    m_attaching.setProgressRange(0, 20'000);
    m_attaching.setProgressValue(1);
    QTRY_COMPARE(find<QPushButton>("cancelAttachButton")->text().remove(u'&'), u"Stop counting"_s);
    click("cancelAttachButton");
    QVERIFY(m_attaching.isCanceled());
    m_attaching.addResult(core::Result<void>()); // comes too late
    m_attaching.finish();
    QTRY_COMPARE(attached.count(), 1); // it is one all the same
    QCOMPARE(rejected.count(), 0);
}

void TestAttachDialog::addingTheSchemaCannotBeLeft()
{
    open(m_offer);
    click("attachButton");
    QVERIFY(!find<QPushButton>("cancelAttachButton")->isEnabled());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY(m_dialog->isVisible());
    QVERIFY(!m_attaching.isCanceled());
    m_attaching.addResult(core::Result<void>());
    m_attaching.finish();
    QTRY_VERIFY(!m_dialog);
}

void TestAttachDialog::afterAnErrorItCanBeTriedAgain()
{
    open(m_offer);
    click("attachButton");
    m_attaching.addResult(
        core::Result<void>(core::Error{core::ErrorCode::Busy, u"The database is busy: try again."_s, {}}));
    m_attaching.finish();
    QTRY_COMPARE(text("attachMessage"), u"The database is busy: try again."_s);
    click("attachButton");
    QCOMPARE(m_attached, 2);
    m_attaching.addResult(core::Result<void>());
    m_attaching.finish();
    QTRY_VERIFY(!m_dialog);
}

QTEST_MAIN(TestAttachDialog)
#include "tst_attachdialog.moc"

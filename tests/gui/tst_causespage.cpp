// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/causespage.h"
#include "gui/icons.h"
#include "models/causemodel.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using Action = db::CauseRule::Action;
using Column = models::CauseModel::Column;

Q_DECLARE_METATYPE(pipeline::PlanRequest)

class TestCausesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void showsTrendAndRule();
    void buttonsFollowTheRule_data();
    void buttonsFollowTheRule();
    void retriesTheGroup();
    void ignoresWithReasonAndTime_data();
    void ignoresWithReasonAndTime();
    void marksFinal();
    void clearsTheRule();
    void errorsAreReported();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void open();
    void select(int row);
    void click(const char *name) { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    bool isEnabled(const char *name) const { return find<QPushButton>(name)->isEnabled(); }
    QString cell(int row, Column column) const
    {
        return find<QTableView>("causeTable")
            ->model()
            ->index(row, static_cast<int>(column))
            .data()
            .toString();
    }

    FakeDesk *m_desk = nullptr;
    gui::CausesPage *m_page = nullptr;
};

void TestCausesPage::init()
{
    m_desk = new FakeDesk;
    fillWithSamples(*m_desk, 0);
}

void TestCausesPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_desk;
}

void TestCausesPage::open()
{
    m_page = new gui::CausesPage(m_desk);
    m_page->resize(1100, 400);
    m_page->show();
    m_page->reload();
    if (!QTest::qWaitFor([this] { return !find<QLabel>("causesSummary")->text().isEmpty(); }))
        qFatal("the page did not load");
}

void TestCausesPage::select(int row)
{
    auto *table = find<QTableView>("causeTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
}

void TestCausesPage::showsTrendAndRule()
{
    m_desk->causeRows[1].trend.clear();
    m_desk->causeRows[0].trend = {90, 1, 2, 3, 4, 5, 6, 7};
    m_desk->causeRows[1].rule =
        db::CauseRule{u"404"_s, core::Cause::NotFound, Action::Final, u"gone"_s, {}, {}, {}};
    open();
    QCOMPARE(cell(0, Column::Today), u"7"_s);
    QCOMPARE(cell(0, Column::Week), u"28"_s);
    QCOMPARE(cell(0, Column::Rule), QString());
    QCOMPARE(cell(1, Column::Today), u"0"_s); // nothing is known of its days
    QCOMPARE(cell(1, Column::Rule), u"final"_s);
}

void TestCausesPage::buttonsFollowTheRule_data()
{
    QTest::addColumn<int>("action"); // -1 = no rule
    QTest::addColumn<bool>("canMarkFinal");
    QTest::addColumn<bool>("canClear");
    QTest::newRow("without a rule") << -1 << true << false;
    QTest::newRow("ignored: may be marked final as well") << int(Action::Ignore) << true << true;
    QTest::newRow("final already") << int(Action::Final) << false << true;
}

void TestCausesPage::buttonsFollowTheRule()
{
    QFETCH(int, action);
    if (action >= 0)
        m_desk->causeRows[0].rule =
            db::CauseRule{u"503"_s, core::Cause::ServerError, Action(action), {}, {}, {}, {}};
    open();
    for (const char *name :
         {"showCauseButton", "retryCauseButton", "ignoreCauseButton", "finalCauseButton", "clearRuleButton"})
        QVERIFY2(!isEnabled(name), name); // nothing is selected
    select(0);
    QVERIFY(isEnabled("retryCauseButton"));
    QVERIFY(isEnabled("ignoreCauseButton"));
    QTEST(isEnabled("finalCauseButton"), "canMarkFinal");
    QTEST(isEnabled("clearRuleButton"), "canClear");
}

void TestCausesPage::retriesTheGroup()
{
    open();
    select(1);
    QSignalSpy asked(m_page, &gui::CausesPage::retryRequested);
    click("retryCauseButton");
    QCOMPARE(asked.count(), 1);
    const auto request = asked[0][0].value<pipeline::PlanRequest>();
    QCOMPARE(request.filter.cause, core::Cause::NotFound);
    QCOMPARE(request.filter.fingerprint, u"404"_s);
    QVERIFY(request.vehicleIds.isEmpty());
}

void TestCausesPage::ignoresWithReasonAndTime_data()
{
    QTest::addColumn<QString>("length");
    QTest::addColumn<int>("days"); // 0 = until the rule is cleared
    QTest::newRow("for a day") << u"for a day"_s << 1;
    QTest::newRow("for a week, as offered") << u"for a week"_s << 7;
    QTest::newRow("until a date") << u"until…"_s << 3;
    QTest::newRow("until it is cleared") << u"until I clear the rule"_s << 0;
}

void TestCausesPage::ignoresWithReasonAndTime()
{
    QFETCH(QString, length);
    QFETCH(int, days);
    open();
    select(0);
    click("ignoreCauseButton");
    QTRY_VERIFY(find<QDialog>("causeRuleDialog")->isVisible());
    QVERIFY(!isEnabled("okButton")); // not without a reason
    QTest::keyClicks(find<QLineEdit>("reasonEdit"), u"they rebuild it"_s);
    find<QComboBox>("untilCombo")->setCurrentText(length);
    const QDateTime wanted = QDateTime::currentDateTimeUtc().addDays(days);
    QCOMPARE(find<QDateTimeEdit>("untilEdit")->isVisible(), length == u"until…"_s);
    find<QDateTimeEdit>("untilEdit")->setDateTime(wanted.toLocalTime());
    click("okButton");
    QTRY_COMPARE(m_desk->rules.size(), size_t(1));
    const db::CauseRule &rule = m_desk->rules.front();
    QCOMPARE(rule.fingerprint, u"503"_s);
    QVERIFY(rule.action == Action::Ignore);
    QCOMPARE(rule.reason, u"they rebuild it"_s);
    QCOMPARE(rule.until.isValid(), days > 0);
    QVERIFY(days == 0 || qAbs(rule.until.secsTo(wanted)) < 120);
    QTRY_COMPARE(find<QLabel>("ruleResult")->text(), u"Ignored now, steps of vehicles: 7"_s);
}

void TestCausesPage::marksFinal()
{
    open();
    select(1);
    click("finalCauseButton");
    QTRY_VERIFY(find<QDialog>("causeRuleDialog")->isVisible());
    QVERIFY(!m_page->findChild<QComboBox *>(u"untilCombo"_s));
    QTest::keyClicks(find<QLineEdit>("reasonEdit"), u"withdrawn"_s);
    m_desk->causeRows[1].rule = db::CauseRule{u"404"_s, core::Cause::NotFound, Action::Final, {}, {}, {}, {}};
    click("okButton");
    QTRY_COMPARE(m_desk->rules.size(), size_t(1));
    QVERIFY(m_desk->rules.front().action == Action::Final);
    QVERIFY(!m_desk->rules.front().until.isValid());
    QTRY_COMPARE(cell(1, Column::Rule), u"final"_s); // asked anew
    QVERIFY(isEnabled("clearRuleButton"));
}

void TestCausesPage::clearsTheRule()
{
    m_desk->causeRows[0].rule =
        db::CauseRule{u"503"_s, core::Cause::ServerError, Action::Ignore, {}, {}, {}, {}};
    open();
    select(0);
    m_desk->causeRows[0].rule.reset();
    click("clearRuleButton");
    QCOMPARE(m_desk->calls, QStringList{u"unruleCause 503"_s});
    QTRY_VERIFY(!isEnabled("clearRuleButton"));
    QVERIFY(find<QLabel>("ruleResult")->isVisible());
}

void TestCausesPage::errorsAreReported()
{
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is locked."_s, {}};
    m_page = new gui::CausesPage(m_desk);
    QSignalSpy failed(m_page, &gui::CausesPage::failed);
    m_page->reload();
    QTRY_COMPARE(failed.count(), 1);
}

QTEST_MAIN(TestCausesPage)
#include "tst_causespage.moc"

export default function Page() {
  return (
    <div className="page">
      <h1>Soon</h1>
    </div>
  );
}
